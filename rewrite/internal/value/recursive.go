package value

import (
	"go/types"
)

// Recursive tells whether following values of type t can lead back to a value of
// type t, so that following pointers to them may never end.
func Recursive(t types.Type) bool {
	return leads(t, t, map[types.Type]bool{}, 0, true)
}

// RecursiveWithoutPointers tells whether slices or maps alone lead back to t.
func RecursiveWithoutPointers(t types.Type) bool {
	return leads(t, t, map[types.Type]bool{}, 0, false)
}

// maxNesting bounds the search through a generic type that contains ever larger
// instances of itself.
const maxNesting = 64

func leads(from, to types.Type, seen map[types.Type]bool, depth int, pointers bool) bool {
	from = types.Unalias(from)
	if depth > 0 && types.Identical(from, to) || depth > maxNesting {
		return true
	}
	if _, named := from.(*types.Named); named {
		if seen[from] {
			return false
		}
		seen[from] = true
	}
	if !pointers && Of(from).Form == Pointer {
		return false
	}
	for _, t := range inside(from) {
		if leads(t, to, seen, depth+1, pointers) {
			return true
		}
	}
	return false
}

// inside are the types of the values that a value of type t is recorded by.
func inside(t types.Type) []types.Type {
	switch Of(t).Form {
	case List:
		return []types.Type{t.Underlying().(interface{ Elem() types.Type }).Elem()}
	case Map:
		return []types.Type{t.Underlying().(*types.Map).Elem()}
	case Pointer:
		return []types.Type{t.Underlying().(*types.Pointer).Elem()}
	case Struct:
		var list []types.Type
		for _, f := range Fields(t.Underlying().(*types.Struct)) {
			list = append(list, f.Var().Type())
		}
		return list
	}
	return nil
}

// StructsIn counts the struct types that a value of type t is recorded by, t
// among them, and stops counting over limit.
func StructsIn(t types.Type, limit int) int {
	structs := 0
	seen := map[string]bool{}
	var count func(t types.Type, depth int)
	count = func(t types.Type, depth int) {
		if structs > limit || depth > maxNesting {
			return
		}
		t = types.Unalias(t)
		if _, named := t.(*types.Named); named {
			name := types.TypeString(t, nil)
			if seen[name] {
				return
			}
			seen[name] = true
		}
		if Of(t).Form == Struct {
			structs++
		}
		for _, u := range inside(t) {
			count(u, depth+1)
		}
	}
	count(t, 0)
	return structs
}
