package value

import (
	"go/types"
)

// TypeName is what the runtime calls a type in instance forms: its name without
// package and star (Conn for *net.Conn), an unnamed type as reflect writes it.
func TypeName(t types.Type) string {
	t = types.Unalias(t)
	for {
		p, ok := t.(*types.Pointer)
		if !ok {
			break
		}
		t = types.Unalias(p.Elem())
	}
	short := (*types.Package).Name
	if n, ok := t.(*types.Named); ok {
		short = func(p *types.Package) string {
			if p == n.Obj().Pkg() {
				return ""
			}
			return p.Name()
		}
	}
	return types.TypeString(withoutNames(t), short)
}

// withoutNames drops the parameter names of a function type.
func withoutNames(t types.Type) types.Type {
	s, ok := t.(*types.Signature)
	if !ok {
		return t
	}
	bare := func(t *types.Tuple) *types.Tuple {
		var vars []*types.Var
		for v := range t.Variables() {
			vars = append(vars, types.NewParam(v.Pos(), v.Pkg(), "", withoutNames(v.Type())))
		}
		return types.NewTuple(vars...)
	}
	return types.NewSignatureType(nil, nil, nil, bare(s.Params()), bare(s.Results()), s.Variadic())
}
