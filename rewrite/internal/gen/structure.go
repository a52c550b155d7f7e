package gen

import (
	"fmt"
	"go/types"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// A structField is a recorded field and how code in this file reaches it.
type structField struct {
	value.Field
	code     string   // "x.Base.LR"
	pointers []string // embedded pointers on the way, outermost first: "x.Base"
}

// structFields are the recorded fields of a struct type; false where one lies
// behind an embedded struct that this file cannot mention.
func (f *File) structFields(t types.Type) ([]structField, bool) {
	var list []structField
	for _, field := range value.Fields(t.Underlying().(*types.Struct)) {
		sf, ok := f.structField(t, field, "x")
		if !ok {
			return nil, false
		}
		list = append(list, sf)
	}
	return list, true
}

// structField is how to reach a field of the struct variable root.
func (f *File) structField(t types.Type, field value.Field, root string) (structField, bool) {
	code, pointers, ok := field.Reach(t, root, f.Pkg)
	return structField{field, code, pointers}, ok
}

func isPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// structBody writes the fields. Those of an embedded pointer are there when it is
// not nil, as in encoding/json.
func (f *File) structBody(e *encoder) string {
	fields, _ := f.structFields(e.typ)
	always := 0
	behind := map[string]int{} // fields by the innermost embedded pointer
	var pointers []string
	for _, sf := range fields {
		if len(sf.pointers) == 0 {
			always++
			continue
		}
		inner := sf.pointers[len(sf.pointers)-1]
		if behind[inner] == 0 {
			pointers = append(pointers, notNil(sf.pointers))
		}
		behind[inner]++
	}
	var b strings.Builder
	count := fmt.Sprint(always)
	if len(pointers) > 0 {
		count = "n"
		fmt.Fprintf(&b, "n := %d\n", always)
		for _, p := range pointers {
			inner := strings.TrimSuffix(p[strings.LastIndex(p, "x."):], " != nil")
			fmt.Fprintf(&b, "if %s {\n%s\n}\n", p, add("n", behind[inner]))
		}
	}
	fmt.Fprintf(&b, "if !v.Struct(%q, %s) {\nreturn\n}\n", value.TypeName(e.typ), count)
	open := ""
	for _, sf := range fields {
		if guard := notNil(sf.pointers); guard != open {
			if open != "" {
				b.WriteString("}\n")
			}
			if open = guard; open != "" {
				fmt.Fprintf(&b, "if %s {\n", open)
			}
		}
		fmt.Fprintf(&b, "v.Key(%q)\n%s\n", sf.Name, f.value("v", Expr{Code: sf.code}, sf.Var().Type(), f.hides))
	}
	if open != "" {
		b.WriteString("}\n")
	}
	b.WriteString("v.Close()\n")
	return b.String()
}

func add(to string, n int) string {
	if n == 1 {
		return to + "++"
	}
	return fmt.Sprintf("%s += %d", to, n)
}

func notNil(pointers []string) string {
	var tests []string
	for _, p := range pointers {
		tests = append(tests, p+" != nil")
	}
	return strings.Join(tests, " && ")
}

// maxForeign is how many struct types a foreign struct may be recorded through.
// A larger one (*http.Request with its certificates) is left to the runtime, so
// that the code stays readable and imports what its author would expect.
const maxForeign = 4

// tooMany tells whether a struct type of another package needs too much code.
func (f *File) tooMany(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == f.Pkg {
		return false
	}
	return value.StructsIn(t, maxForeign) > maxForeign
}
