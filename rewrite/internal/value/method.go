package value

import (
	"go/types"
)

// A method is one that gives its type a say in how its values are recorded.
type method struct {
	name    string
	results []types.Type // of a method without parameters
}

var (
	flowceptValue  = method{"FlowceptValue", []types.Type{anyType}}
	toFlowceptDict = method{"ToFlowceptDict", []types.Type{types.NewMap(types.Typ[types.String], anyType)}}
	errorMethod    = method{"Error", []types.Type{types.Typ[types.String]}}
	marshalText    = method{"MarshalText", []types.Type{types.NewSlice(types.Typ[types.Byte]), types.Universe.Lookup("error").Type()}}
	dims           = method{"Dims", []types.Type{types.Typ[types.Int], types.Typ[types.Int]}}
	shape          = method{"Shape", []types.Type{types.NewSlice(types.Typ[types.Int])}}
)

var anyType = types.Universe.Lookup("any").Type()

// of tells whether t has the method, and whether it takes the address of a value
// to call it.
func (m method) of(t types.Type) (has, byAddr bool) {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, m.name)
	f, ok := obj.(*types.Func)
	if !ok || !m.matches(f.Signature()) {
		return false, false
	}
	// Looked up as for a value with an address; without one, is it still there?
	direct, _, _ := types.LookupFieldOrMethod(t, false, nil, m.name)
	return true, direct == nil
}

func (m method) matches(s *types.Signature) bool {
	if s.Params().Len() != 0 || s.Results().Len() != len(m.results) {
		return false
	}
	for i, want := range m.results {
		if !types.Identical(s.Results().At(i).Type(), want) {
			return false
		}
	}
	return true
}

// hasSizes tells whether t has a method Shape as deep-learning libraries have it: with a result whose underlying type is
// []int, or a struct with a field Dimensions of that type.
func hasSizes(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, shape.name)
	f, ok := obj.(*types.Func)
	if !ok || f.Signature().Params().Len() != 0 || f.Signature().Results().Len() != 1 {
		return false
	}
	switch u := f.Signature().Results().At(0).Type().Underlying().(type) {
	case *types.Slice:
		return types.Identical(u, shape.results[0])
	case *types.Struct:
		for field := range u.Fields() {
			if field.Name() == "Dimensions" {
				return types.Identical(field.Type(), shape.results[0])
			}
		}
	}
	return false
}

// elementType is the type of a matrix's or tensor's elements, as its method At
// shows it, or, where it is a slice or an array of numbers itself, theirs.
func elementType(t types.Type) string {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "At")
	if f, ok := obj.(*types.Func); ok && f.Signature().Results().Len() > 0 {
		if elem := f.Signature().Results().At(0).Type(); !types.IsInterface(elem) {
			return types.TypeString(elem, (*types.Package).Name)
		}
	}
	for {
		switch u := t.Underlying().(type) {
		case *types.Basic:
			return types.Typ[u.Kind()].Name()
		case *types.Pointer:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Array:
			t = u.Elem()
		default:
			return ""
		}
	}
}
