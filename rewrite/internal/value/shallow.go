package value

import (
	"go/types"
)

// Shallow is the rule for the shallow form of type t: of a scalar its own; List for
// slices, of which the length is recorded; Any for interfaces; Struct for what only the
// runtime looks into, which copies it; Instance for all that is not looked at.
func Shallow(t types.Type) Rule {
	t = types.Unalias(t)
	if p, ok := t.(*types.TypeParam); ok {
		if r := ofTypeParam(p); r.Form != Any {
			return r
		}
		return Rule{Form: Struct}
	}
	switch {
	case isNamed(t, "time", "Time"):
		return Rule{Form: Time}
	case isNamed(t, "time", "Duration"):
		return Rule{Form: Duration}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if r := ofBasic(u, t); r.Form != Any {
			return r
		}
		return Rule{Form: Struct} // a C type
	case *types.Interface:
		return Rule{Form: Any}
	case *types.Slice:
		return Rule{Form: List}
	case *types.Struct, *types.Array:
		if HoldsLock(t) {
			return Rule{Form: Instance}
		}
		return Rule{Form: Struct}
	}
	return Rule{Form: Instance}
}
