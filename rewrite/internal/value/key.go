package value

import (
	"go/types"
)

// A Key is how the keys of a map become text.
type Key int

const (
	noKey Key = iota // they do not; the map is recorded by its length
	KeyText
	KeyString
	KeyInt
	KeyUint
)

// HasText tells whether keys of type t become text.
func HasText(t types.Type) bool { return KeyOf(t) != noKey }

// KeyOf is how keys of type t become text.
func KeyOf(t types.Type) Key {
	t = types.Unalias(t)
	if ok, byAddr := marshalText.of(t); ok && !byAddr {
		return KeyText
	}
	b, ok := t.Underlying().(*types.Basic)
	if !ok {
		return noKey
	}
	switch {
	case b.Info()&types.IsString != 0:
		return KeyString
	case b.Info()&types.IsUnsigned != 0:
		return KeyUint
	case b.Info()&types.IsInteger != 0:
		return KeyInt
	}
	return noKey
}
