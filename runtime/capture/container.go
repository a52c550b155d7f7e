package capture

import (
	"encoding"
	"unsafe"
)

// List opens a list of n elements and returns how many of them must follow: all, or the first few of a list that is too
// long. Below zero no element follows, and no Close: the list lies too deep, and stands there in its instance form, or
// the record has become too large, and its length stands there.
func (v *Value) List(typ string, n int) int {
	r := v.rec()
	l := r.limits()
	if int(r.depth) >= l.MaxDepth {
		v.instance(typ, 0)
		return -1
	}
	if n > 0 && r.tooMuch() {
		v.length(n, 1)
		return -1
	}
	r.depth++
	if n <= l.MaxElements {
		r.n = len(appendListHead(r.room(maxHead), n))
		return n
	}
	v.length(n, 2)
	k := min(n, headElements)
	r.n = len(appendListHead(appendString(r.room(2*maxHead+4), "head"), k))
	return k
}

// Map opens a map of n entries, each a key and a value. False: the map m is written already, in the form for one that is
// too large, lies too deep or is too much for the record; no entry follows, and no Close.
func (v *Value) Map(m any, n int) bool {
	r := v.rec()
	l := r.limits()
	if int(r.depth) >= l.MaxDepth || n > l.MaxElements || n > 0 && r.tooMuch() {
		v.Any(m)
		return false
	}
	r.depth++
	r.n = len(appendMapHead(r.room(maxHead), n))
	return true
}

// Struct opens a struct of n fields, each a key and a value. False: it lies too deep, or is too much for the record, and
// stands there in its instance form; no field follows, and no Close.
func (v *Value) Struct(typ string, n int) bool {
	r := v.rec()
	if int(r.depth) >= r.limits().MaxDepth || r.tooMuch() {
		v.instance(typ, 0)
		return false
	}
	r.depth++
	r.n = len(appendMapHead(r.room(maxHead), n))
	return true
}

// Follow says whether the pointer p, of a type that may lead back to itself, is to be followed. False: it is being
// followed already, or lies at the end of too long a chain, and its instance form is written; no Close then.
func (v *Value) Follow(typ string, p unsafe.Pointer) bool {
	r := v.rec()
	o, at := r.odd(), uintptr(p)
	if len(o.path) >= followed*r.limits().MaxDepth {
		v.instance(typ, at)
		return false
	}
	for _, s := range o.path {
		// A struct and its first field have the same address, so that the type counts as well.
		if s.pointer == at && s.typ == typ {
			v.instance(typ, at)
			return false
		}
	}
	o.path = append(o.path, step{at, typ, r.depth})
	return true
}

// followed is how many pointers may be followed for each level of depth.
const followed = 4

// A step is a pointer being followed, and how deep it lies. Kept as a number, it neither keeps the program's values
// alive nor moves them to the heap.
type step struct {
	pointer uintptr
	typ     string
	depth   uint8
}

// Close closes the innermost List, Map, Struct or Follow.
func (v *Value) Close() {
	r := v.rec()
	if o := r.oddment; o != nil && len(o.path) > 0 && o.path[len(o.path)-1].depth == r.depth {
		o.path = o.path[:len(o.path)-1]
		return
	}
	r.depth--
}

// Key writes the key of the entry that follows.
func (v *Value) Key(key string) { v.String(key) }

// KeyInt writes the key of the entry that follows, as text.
func (v *Value) KeyInt(key int64) { v.String(formatInt(key)) }

// KeyUint writes the key of the entry that follows, as text.
func (v *Value) KeyUint(key uint64) { v.String(formatUint(key)) }

// KeyText writes the key of the entry that follows.
func (v *Value) KeyText(key encoding.TextMarshaler) { v.String(keyText(key)) }
