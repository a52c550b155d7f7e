package value

import (
	"go/types"
)

// HoldsLock tells whether t is or contains, by value, a type of sync or
// sync/atomic. Another goroutine may be writing to such a value, so it is never
// followed.
func HoldsLock(t types.Type) bool {
	return holdsLock(t, map[types.Type]bool{})
}

func holdsLock(t types.Type, seen map[types.Type]bool) bool {
	t = types.Unalias(t)
	if n, ok := t.(*types.Named); ok {
		if seen[t] {
			return false
		}
		seen[t] = true
		if pkg := n.Obj().Pkg(); pkg != nil && (pkg.Path() == "sync" || pkg.Path() == "sync/atomic") {
			_, isStruct := n.Underlying().(*types.Struct)
			return isStruct
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return holdsLock(u.Elem(), seen)
	case *types.Struct:
		for f := range u.Fields() {
			if holdsLock(f.Type(), seen) {
				return true
			}
		}
	}
	return false
}
