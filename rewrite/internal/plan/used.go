package plan

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
)

// chosen are the values that used= names: parameters, the receiver, and fields
// of either.
func (p *Planner) chosen(sig *types.Signature, names []annotations.Name) []Value {
	roots := map[string]types.Type{}
	if r := sig.Recv(); r != nil {
		roots[r.Name()] = r.Type()
	}
	for _, v := range variables(sig.Params()) {
		roots[v.Name()] = v.Type()
	}
	var list []Value
	for _, n := range names {
		parts := strings.Split(n.Text, ".")
		v := Value{Key: parts[len(parts)-1], Code: parts[0], Type: roots[parts[0]], Pos: n.Pos}
		if v.Type == nil {
			p.report(n.Pos, annotations.UnknownName, "%q in used= is no parameter", parts[0])
			continue
		}
		pos, ok := n.Pos+token.Pos(len(parts[0])+1), true
		for _, field := range parts[1:] {
			if ok = p.step(&v, field, pos); !ok {
				break
			}
			pos += token.Pos(len(field) + 1)
		}
		if ok {
			list = append(list, v)
		}
	}
	return list
}

// step goes from a value to one of its fields, past embedded structs, and notes
// the pointers on the way.
func (p *Planner) step(v *Value, field string, pos token.Pos) bool {
	if fromC(v.Type) {
		p.report(pos, annotations.Refused, "%s is of a type from C, whose fields are not known here", v.Code)
		return false
	}
	obj, index, _ := types.LookupFieldOrMethod(v.Type, true, p.Pkg, field)
	if f, ok := obj.(*types.Var); !ok || !f.IsField() {
		p.report(pos, annotations.UnknownName, "%s (of type %s) has no field %s%s",
			v.Code, types.TypeString(v.Type, types.RelativeTo(p.Pkg)), field, annotations.DidYouMean(field, p.fieldNames(v.Type)))
		return false
	}
	for _, i := range index {
		if !p.into(v, i) {
			p.report(pos, annotations.Refused, "%s is a field of the unexported %s, which this package cannot test for nil", field, structOf(v.Type).Field(i).Name())
			return false
		}
	}
	return true
}

// into goes from a value to its i-th field, and notes the pointer that it goes through. An
// embedded struct that this package cannot mention is passed over, as fields in it can be
// mentioned without; not so a pointer to one, which would have to be tested for nil.
func (p *Planner) into(v *Value, i int) bool {
	if _, ok := v.Type.Underlying().(*types.Pointer); ok {
		v.Pointers = append(v.Pointers, v.Code)
	}
	f := structOf(v.Type).Field(i)
	_, isPointer := f.Type().Underlying().(*types.Pointer)
	switch hidden := !f.Exported() && f.Pkg() != p.Pkg; {
	case hidden && isPointer:
		return false
	case !hidden:
		v.Code += "." + f.Name()
	}
	v.Type = f.Type()
	return true
}

// fromC tells whether t is, or points to, a type that import "C" brings, which is known
// once cgo has run.
func fromC(t types.Type) bool {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	return types.Identical(t, types.Typ[types.Invalid])
}

// structOf is the struct that t is or points to.
func structOf(t types.Type) *types.Struct {
	if ptr, ok := t.Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, _ := t.Underlying().(*types.Struct)
	return s
}

// fieldNames are the fields of a struct that this package may mention.
func (p *Planner) fieldNames(t types.Type) []string {
	var names []string
	if s := structOf(t); s != nil {
		for f := range s.Fields() {
			if f.Exported() || f.Pkg() == p.Pkg {
				names = append(names, f.Name())
			}
		}
	}
	return names
}
