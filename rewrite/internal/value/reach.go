package value

import (
	"go/types"
	"slices"
)

// Reach is how code of a package reaches the field of the variable root, a struct
// of type t or a pointer to one: "cfg.Base.LR", and the embedded pointers on the
// way, outermost first: "cfg.Base". It is false where the field lies behind an
// embedded struct that the package cannot mention.
func (f Field) Reach(t types.Type, root string, from *types.Package) (code string, pointers []string, ok bool) {
	code = root
	for i, step := range f.Path {
		_, isPointer := step.Type().Underlying().(*types.Pointer)
		last := i == len(f.Path)-1
		switch {
		case step.Exported() || step.Pkg() == from:
			code += "." + step.Name()
			if isPointer && !last {
				pointers = append(pointers, code)
			}
		case isPointer:
			return code, pointers, false
		}
	}
	skips := func(step *types.Var) bool { return !step.Exported() && step.Pkg() != from }
	if slices.ContainsFunc(f.Path, skips) { // reached by promotion, past what cannot be mentioned
		obj, _, _ := types.LookupFieldOrMethod(t, true, from, f.Var().Name())
		return code, pointers, obj == f.Var()
	}
	return code, pointers, true
}
