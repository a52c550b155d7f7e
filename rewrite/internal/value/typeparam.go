package value

import (
	"go/types"
	"slices"
)

// TypeParams are the type parameters that t mentions. A type declared inside a
// generic function may depend on one without showing it; it cannot be named
// outside, and is recorded dynamically for that reason.
func TypeParams(t types.Type) []*types.TypeParam {
	var m mentions
	m.walk(t)
	return m.params
}

func hasTypeParam(t types.Type) bool { return len(TypeParams(t)) > 0 }

type mentions struct {
	params     []*types.TypeParam
	interfaces []*types.Interface // walked; an interface may mention itself
}

func (m *mentions) walk(t types.Type) {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		if !slices.Contains(m.params, t) {
			m.params = append(m.params, t)
		}
	case *types.Named:
		for a := range t.TypeArgs().Types() {
			m.walk(a)
		}
	case *types.Map:
		m.walk(t.Key())
		m.walk(t.Elem())
	case interface{ Elem() types.Type }: // pointer, slice, array, channel
		m.walk(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			m.walk(f.Type())
		}
	case *types.Signature:
		m.tuple(t.Params())
		m.tuple(t.Results())
	case *types.Union:
		for term := range t.Terms() {
			m.walk(term.Type())
		}
	case *types.Interface:
		if slices.Contains(m.interfaces, t) {
			return
		}
		m.interfaces = append(m.interfaces, t)
		for f := range t.ExplicitMethods() {
			m.walk(f.Type())
		}
		for e := range t.EmbeddedTypes() {
			m.walk(e)
		}
	}
}

func (m *mentions) tuple(t *types.Tuple) {
	for v := range t.Variables() {
		m.walk(v.Type())
	}
}
