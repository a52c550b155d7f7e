// Package edit changes source text at byte offsets, all edits at once.
package edit

import (
	"cmp"
	"slices"
)

// An Edit puts New in the place of the bytes from Pos to End. Edits at the same
// offset are made in the order of the list.
type Edit struct {
	Pos, End int
	New      string
}

// Insert is an Edit that removes nothing.
func Insert(pos int, text string) Edit { return Edit{pos, pos, text} }

// Apply makes the edits, which must not overlap.
func Apply(src []byte, edits []Edit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b Edit) int { return cmp.Compare(a.Pos, b.Pos) })
	size := len(src)
	for _, e := range edits {
		size += len(e.New)
	}
	out := make([]byte, 0, size)
	at := 0
	for _, e := range edits {
		out = append(append(out, src[at:e.Pos]...), e.New...)
		at = e.End
	}
	return append(out, src[at:]...)
}
