package gen

import (
	"fmt"
	"go/types"

	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// An Expr is Go code for a value that is a variable, or part of one.
type Expr struct {
	Code    string
	Pointer string // code for a pointer to it; empty: &Code
}

// Deref is the variable that a pointer leads to.
func Deref(pointer string) Expr { return Expr{"*" + pointer, pointer} }

func (x Expr) addr() string {
	if x.Pointer != "" {
		return x.Pointer
	}
	return "&" + x.Code
}

// slice is the slice of an array.
func (x Expr) slice() string {
	if x.Pointer != "" {
		return x.Pointer + "[:]"
	}
	return x.Code + "[:]"
}

// A place is somewhere in generated code: what hides the predeclared names there.
type place func(names ...string) bool

// scalars names the runtime's method for a form, and the type it takes.
var scalars = map[value.Form]struct{ method, typ string }{
	value.Bool:    {"Bool", "bool"},
	value.Int:     {"Int", "int"},
	value.Int64:   {"Int64", "int64"},
	value.Uint64:  {"Uint64", "uint64"},
	value.Float32: {"Float32", "float32"},
	value.Float64: {"Float64", "float64"},
	value.Complex: {"Complex", "complex128"},
	value.String:  {"String", "string"},
}

// methods names the runtime's method for forms that take the value as it is.
var methods = map[value.Form]string{
	value.Own:      "Own",
	value.Dict:     "Dict",
	value.Error:    "Error",
	value.Text:     "Text",
	value.Time:     "Time",
	value.Duration: "Duration",
}

// sliceMethods names the runtime's method for forms of slices and arrays.
var sliceMethods = map[value.Form]string{
	value.Bytes:    "Bytes",
	value.Bools:    "Bools",
	value.Ints:     "Ints",
	value.Float32s: "Float32s",
	value.Float64s: "Float64s",
	value.Strings:  "Strings",
}

// field is a statement that records x in the record rec; key is code too.
func (f *File) field(rec, key string, x Expr, t types.Type, at place) string {
	if f.handled {
		return fmt.Sprintf("%s.Put(%s, %s)", rec, key, f.whole(x, t))
	}
	r := f.formOf(t)
	if s, ok := scalars[r.Form]; ok && r.Form != value.Complex && (r.Exact || !at(s.typ)) {
		return fmt.Sprintf("%s.%s(%s, %s)", rec, s.method, key, convert(s.typ, x.Code, r.Exact))
	}
	return f.value(rec+".Field("+key+")", x, t, at)
}

// value is a statement that records x through v, an expression for a
// *capture.Value that is to be evaluated once.
func (f *File) value(v string, x Expr, t types.Type, at place) string {
	if f.shallow {
		return f.shallowValue(v, x, t, at)
	}
	if f.tensor(t) {
		return fmt.Sprintf("%s.Tensor(%s)", v, x.Code)
	}
	r := f.rule(t)
	if s, ok := scalars[r.Form]; ok {
		if !r.Exact && at(s.typ) {
			return f.encode(v, x, t)
		}
		return fmt.Sprintf("%s.%s(%s)", v, s.method, convert(s.typ, x.Code, r.Exact))
	}
	if r.ByAddr {
		return f.encode(v, x, t)
	}
	if m, ok := methods[r.Form]; ok {
		return fmt.Sprintf("%s.%s(%s)", v, m, x.Code)
	}
	if m, ok := sliceMethods[r.Form]; ok {
		if _, isArray := t.Underlying().(*types.Array); isArray {
			return fmt.Sprintf("%s.%s(%s)", v, m, x.slice())
		}
		return fmt.Sprintf("%s.%s(%s)", v, m, x.Code)
	}
	switch r.Form {
	case value.Dims:
		return fmt.Sprintf("%s.Dims(%s, %q)", v, x.Code, r.DType)
	case value.Shape:
		return fmt.Sprintf("%s.Shape(%s, %q)", v, x.Code, r.DType)
	case value.Instance:
		return fmt.Sprintf("%s.Instance(%q, %s)", v, value.TypeName(t), identity(x, t))
	case value.List, value.Map, value.Struct, value.Pointer:
		return f.encode(v, x, t)
	}
	return fmt.Sprintf("%s.Any(%s)", v, x.Code)
}

// rule is value.Of, but for what this file has no names for.
func (f *File) rule(t types.Type) value.Rule {
	r := value.Of(t)
	if f.needsEncoder(r) && !f.encodable(t, r) {
		return value.Rule{Form: value.Any}
	}
	if r.Form == value.Pointer {
		// What the runtime records anyway it had better get by the pointer.
		elem := t.Underlying().(*types.Pointer).Elem()
		if e := value.Of(elem); e.Form == value.Any || e.Form == value.Struct && !f.encodable(elem, e) {
			return value.Rule{Form: value.Any}
		}
	}
	if s, ok := scalars[r.Form]; ok && !r.Exact && f.hides(s.typ) {
		return value.Rule{Form: value.Any}
	}
	return r
}

func (f *File) needsEncoder(r value.Rule) bool {
	switch r.Form {
	case value.List, value.Map, value.Struct, value.Pointer:
		return true
	}
	return r.ByAddr
}

// encodable tells whether an encoder for t can be written in this file.
func (f *File) encodable(t types.Type, r value.Rule) bool {
	if !f.nameable(t) {
		return false
	}
	switch r.Form {
	case value.List, value.Map:
		// What may contain itself is left to the runtime, which looks at addresses.
		return !f.hides("len", "nil", "string", "int64", "uint64") && !value.RecursiveWithoutPointers(t)
	case value.Struct:
		_, ok := f.structFields(t)
		return ok && !f.hides("nil") && !f.tooMany(t)
	case value.Pointer:
		return !f.hides("nil")
	}
	return true
}

// identity is what tells one instance of t from another: a value's own pointer,
// 0 for a value that is none. Taking the address of a variable would put it on
// the heap.
func identity(x Expr, t types.Type) string {
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Chan, *types.Signature, *types.Slice:
		return x.Code
	case *types.Basic:
		if u.Kind() == types.UnsafePointer {
			return x.Code
		}
	}
	return "0"
}

func convert(typ, code string, exact bool) string {
	if exact {
		return code
	}
	return typ + "(" + code + ")"
}
