package value

import (
	"go/types"
)

// A Form is one way of recording a value.
type Form int

const (
	Any      Form = iota // by its dynamic type, at run time
	Instance             // "<Type>_instance_id_<n>"

	// By a method of the type.
	Own   // FlowceptValue() any
	Dict  // ToFlowceptDict() map[string]any
	Error // Error() string
	Text  // MarshalText() ([]byte, error)
	Dims  // Dims() (r, c int)
	Shape // Shape() []int

	Time
	Duration
	Bool
	Int
	Int64
	Uint64
	Float32
	Float64
	Complex
	String
	Bytes

	// Slices of exactly these types, which the runtime has a method for.
	Bools
	Ints
	Float32s
	Float64s
	Strings

	List // slices and arrays
	Map
	Struct
	Pointer
)

// A Rule is how the values of a type are recorded.
type Rule struct {
	Form   Form
	ByAddr bool   // the method is the pointer type's
	Exact  bool   // a scalar's type is the one that the form's runtime method takes
	DType  string // of the elements, with Dims and Shape; empty where it is not known
}

// Of is the rule for the deep form of type t.
func Of(t types.Type) Rule {
	t = types.Unalias(t)
	if p, ok := t.(*types.TypeParam); ok {
		return ofTypeParam(p)
	}
	if hasTypeParam(t) {
		return Rule{Form: Any}
	}
	for _, own := range []struct {
		form Form
		spec method
	}{{Own, flowceptValue}, {Dict, toFlowceptDict}} {
		if ok, byAddr := own.spec.of(t); ok {
			return Rule{Form: own.form, ByAddr: byAddr}
		}
	}
	if HoldsLock(deref(t)) {
		return Rule{Form: Instance}
	}
	switch {
	case isNamed(t, "time", "Time"):
		return Rule{Form: Time}
	case isNamed(t, "time", "Duration"):
		return Rule{Form: Duration}
	}
	if ok, byAddr := errorMethod.of(t); ok {
		return Rule{Form: Error, ByAddr: byAddr}
	}
	if ok, byAddr := marshalText.of(t); ok {
		return Rule{Form: Text, ByAddr: byAddr}
	}
	if b, ok := t.Underlying().(*types.Basic); ok {
		return ofBasic(b, t)
	}
	if !types.IsInterface(t) {
		if ok, byAddr := dims.of(t); ok {
			return Rule{Form: Dims, ByAddr: byAddr, DType: elementType(t)}
		}
		if ok, byAddr := shape.of(t); ok {
			return Rule{Form: Shape, ByAddr: byAddr, DType: elementType(t)}
		}
		if hasSizes(t) {
			return Rule{Form: Any} // the runtime asks it, by reflection
		}
	}
	return ofComposite(t)
}

func ofBasic(b *types.Basic, t types.Type) Rule {
	_, exact := t.(*types.Basic)
	switch b.Kind() {
	case types.Bool:
		return Rule{Form: Bool, Exact: exact}
	case types.Int:
		return Rule{Form: Int, Exact: exact}
	case types.Int64:
		return Rule{Form: Int64, Exact: exact}
	case types.Int8, types.Int16, types.Int32:
		return Rule{Form: Int64}
	case types.Uint64:
		return Rule{Form: Uint64, Exact: exact}
	case types.Uint, types.Uint8, types.Uint16, types.Uint32, types.Uintptr:
		return Rule{Form: Uint64}
	case types.Float32:
		return Rule{Form: Float32, Exact: exact}
	case types.Float64:
		return Rule{Form: Float64, Exact: exact}
	case types.Complex128:
		return Rule{Form: Complex, Exact: exact}
	case types.Complex64:
		return Rule{Form: Complex}
	case types.String:
		return Rule{Form: String, Exact: exact}
	case types.UnsafePointer:
		return Rule{Form: Instance}
	}
	return Rule{Form: Any} // invalid: a C type
}

func ofComposite(t types.Type) Rule {
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return ofSlice(u)
	case *types.Array:
		// An array is addressed as a slice where the runtime has a method for that.
		if r := ofSlice(types.NewSlice(u.Elem())); r.Form != Bytes {
			return r
		}
		return Rule{Form: List}
	case *types.Map:
		if KeyOf(u.Key()) == noKey {
			return Rule{Form: Any}
		}
		return Rule{Form: Map}
	case *types.Struct:
		return Rule{Form: Struct}
	case *types.Pointer:
		return Rule{Form: Pointer}
	case *types.Signature, *types.Chan:
		return Rule{Form: Instance}
	}
	return Rule{Form: Any}
}

func ofSlice(s *types.Slice) Rule {
	if b, ok := types.Unalias(s.Elem()).(*types.Basic); ok {
		switch b.Kind() {
		case types.Uint8:
			return Rule{Form: Bytes}
		case types.Bool:
			return Rule{Form: Bools}
		case types.Int:
			return Rule{Form: Ints}
		case types.Float32:
			return Rule{Form: Float32s}
		case types.Float64:
			return Rule{Form: Float64s}
		case types.String:
			return Rule{Form: Strings}
		}
	}
	return Rule{Form: List}
}

// ofTypeParam looks through a type parameter that stands for one basic type. A
// type argument of ~int may have methods with a say, so that only run time knows.
func ofTypeParam(p *types.TypeParam) Rule {
	u, ok := p.Constraint().Underlying().(*types.Interface)
	if !ok || u.NumMethods() > 0 || u.NumEmbeddeds() != 1 {
		return Rule{Form: Any}
	}
	term := u.EmbeddedType(0)
	if union, ok := term.(*types.Union); ok {
		if union.Len() != 1 || union.Term(0).Tilde() {
			return Rule{Form: Any}
		}
		term = union.Term(0).Type()
	}
	if b, ok := types.Unalias(term).(*types.Basic); ok {
		r := ofBasic(b, b)
		r.Exact = false
		return r
	}
	return Rule{Form: Any}
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return t
}

func isNamed(t types.Type, path, name string) bool {
	n, ok := t.(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path && n.Obj().Name() == name
}
