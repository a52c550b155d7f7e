package gen

import (
	"fmt"
	"go/types"

	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

const nilReturns = "if x == nil {\nv.Nil()\nreturn\n}\n"

// body is what stands in the braces of an encoder, but for the nil test of one
// that takes a pointer.
func (f *File) body(e *encoder) string {
	switch e.rule.Form {
	case value.List:
		return f.listBody(e)
	case value.Map:
		return f.mapBody(e)
	case value.Struct:
		return f.structBody(e)
	case value.Pointer:
		return f.pointerBody(e)
	case value.Own, value.Dict, value.Error, value.Text:
		return fmt.Sprintf("v.%s(&x)\n", methods[e.rule.Form])
	case value.Dims:
		return fmt.Sprintf("v.Dims(&x, %q)\n", e.rule.DType)
	case value.Shape:
		return fmt.Sprintf("v.Shape(&x, %q)\n", e.rule.DType)
	}
	return f.value("v", Expr{Code: "x"}, e.typ, f.hides) + "\n"
}

func (f *File) listBody(e *encoder) string {
	elem := e.typ.Underlying().(interface{ Elem() types.Type }).Elem()
	body := fmt.Sprintf("n := v.List(%q, len(x))\nfor i := 0; i < n; i++ {\n%s\n}\nif n >= 0 {\nv.Close()\n}\n",
		value.TypeName(e.typ), f.value("v", Expr{Code: "x[i]"}, elem, f.hides))
	if e.byAddr {
		return body
	}
	return nilReturns + body
}

func (f *File) mapBody(e *encoder) string {
	m := e.typ.Underlying().(*types.Map)
	return nilReturns + fmt.Sprintf("if v.Map(x, len(x)) {\nfor %s := range x {\n%s\n%s\n}\nv.Close()\n}\n",
		entryVars(m), f.key(m.Key()), f.value("v", Expr{Code: "e"}, m.Elem(), f.hides))
}

// entryVars are the variables of a range over a map; of a lock no copy is made.
func entryVars(m *types.Map) string {
	if value.HoldsLock(m.Elem()) {
		return "k"
	}
	return "k, e"
}

// key is the statement that writes the key k.
func (f *File) key(t types.Type) string {
	basic, isBasic := types.Unalias(t).(*types.Basic)
	switch value.KeyOf(t) {
	case value.KeyText:
		return "v.KeyText(k)"
	case value.KeyInt:
		return fmt.Sprintf("v.KeyInt(%s)", convert("int64", "k", isBasic && basic.Kind() == types.Int64))
	case value.KeyUint:
		return fmt.Sprintf("v.KeyUint(%s)", convert("uint64", "k", isBasic && basic.Kind() == types.Uint64))
	}
	return fmt.Sprintf("v.Key(%s)", convert("string", "k", isBasic))
}

func (f *File) pointerBody(e *encoder) string {
	elem := e.typ.Underlying().(*types.Pointer).Elem()
	record := f.value("v", Expr{Code: "*x", Pointer: "x"}, elem, f.hides)
	if !value.Recursive(elem) {
		return nilReturns + record + "\n"
	}
	return nilReturns + fmt.Sprintf("if v.Follow(%q, %s.Pointer(x)) {\n%s\nv.Close()\n}\n",
		value.TypeName(elem), f.imports.use("unsafe", "unsafe"), record)
}
