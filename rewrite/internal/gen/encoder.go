package gen

import (
	"bytes"
	"fmt"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// locals are the names of variables in encoders. No package that their bodies
// mention may be imported under one of them.
var locals = []string{"v", "x", "n", "i", "k", "e"}

// encoders are the file's functions that record one type of composite value each.
type encoders struct {
	f      *File
	byType typeutil.Map // of *encoder
	list   []*encoder
	names  map[string]bool
}

func newEncoders(f *File) *encoders {
	return &encoders{f: f, names: map[string]bool{}}
}

// An encoder is a function
//
//	func fcPutConfig_train(v *capture.Value, x *Config)
type encoder struct {
	name    string
	typ     types.Type
	rule    value.Rule
	byAddr  bool // x is a pointer to the value
	nilable bool // somebody calls it with a pointer that may be nil
	body    string
}

// encode is a statement that calls the encoder of x's type.
func (f *File) encode(v string, x Expr, t types.Type) string {
	r := value.Of(t)
	if p, ok := t.Underlying().(*types.Pointer); ok && r.Form == value.Pointer {
		if e := f.encoders.throughPointer(p.Elem()); e != nil {
			e.nilable = true
			return fmt.Sprintf("%s(%s, %s)", e.name, v, x.Code)
		}
	}
	e := f.encoders.of(t)
	if e.byAddr {
		return fmt.Sprintf("%s(%s, %s)", e.name, v, x.addr())
	}
	return fmt.Sprintf("%s(%s, %s)", e.name, v, x.Code)
}

// throughPointer is the encoder of elem if it takes a pointer to it, so that the
// pointer type needs none of its own; nil where it does not.
func (es *encoders) throughPointer(elem types.Type) *encoder {
	r := es.f.rule(elem)
	if !passedByAddr(elem, r) || value.Recursive(elem) {
		return nil
	}
	return es.of(elem)
}

// passedByAddr tells which values are too large to be passed by value.
func passedByAddr(t types.Type, r value.Rule) bool {
	_, isArray := t.Underlying().(*types.Array)
	return r.Form == value.Struct || r.Form == value.List && isArray
}

// of is the encoder of type t, made if there is none yet.
func (es *encoders) of(t types.Type) *encoder {
	t = types.Unalias(t)
	if e, ok := es.byType.At(t).(*encoder); ok {
		return e
	}
	r := value.Of(t)
	e := &encoder{typ: t, rule: r, byAddr: passedByAddr(t, r), name: es.f.names.Take("fcPut" + es.baseName(t) + "_" + es.f.stem)}
	es.byType.Set(t, e)
	es.list = append(es.list, e)
	e.body = es.f.body(e)
	return e
}

// baseName takes a name for an encoder of t: its type's, with a number where two
// packages have types of one name.
func (es *encoders) baseName(t types.Type) string {
	base := typeWord(t, es.f.Pkg)
	n := base
	for i := 2; es.names[n]; i++ {
		n = fmt.Sprint(base, i)
	}
	es.names[n] = true
	return n
}

// code is the text of all encoders.
func (es *encoders) code() string {
	var b bytes.Buffer
	for _, e := range es.list {
		star := ""
		if e.byAddr {
			star = "*"
		}
		fmt.Fprintf(&b, "\nfunc %s(v *%s.Value, x %s%s) {\n", e.name, es.f.imports.use(capturePath, "capture"), star, es.f.spell(e.typ))
		if e.byAddr && e.nilable {
			b.WriteString("if x == nil {\nv.Nil()\nreturn\n}\n")
		}
		b.WriteString(e.body)
		b.WriteString("}\n")
	}
	return b.String()
}

// typeWord makes one word of a type: Config, StringSlice, Float64ByString. A type
// of another package has that package's name in front.
func typeWord(t types.Type, home *types.Package) string {
	word := func(t types.Type) string { return typeWord(t, home) }
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return title(t.Name())
	case *types.Named:
		n := doubleUnderscores(title(t.Obj().Name()))
		if p := t.Obj().Pkg(); p != nil && p != home {
			n = title(p.Name()) + n
		}
		for a := range t.TypeArgs().Types() {
			n += "Of" + word(a)
		}
		return n
	case *types.Pointer:
		return word(t.Elem()) + "Ptr"
	case *types.Slice:
		return word(t.Elem()) + "Slice"
	case *types.Array:
		return fmt.Sprintf("%sArray%d", word(t.Elem()), t.Len())
	case *types.Map:
		return word(t.Elem()) + "By" + word(t.Key())
	case *types.Interface:
		return "Any"
	}
	return "Struct"
}

// doubleUnderscores keeps fcPutA_b_c apart from itself: type A in file b_c, or
// type A_b in file c.
func doubleUnderscores(s string) string {
	return strings.ReplaceAll(s, "_", "__")
}

func title(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
