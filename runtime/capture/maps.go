package capture

import (
	"cmp"
	"encoding"
	"reflect"
	"slices"
	"strings"
)

// reflectedMap writes a map; one too large as its length and its first entries in the order of their keys.
func (v *Value) reflectedMap(x reflect.Value) {
	if x.IsNil() {
		v.Nil()
		return
	}
	r := v.rec()
	l := r.limits()
	typ := nameOf(x.Type())
	if int(r.depth) >= l.MaxDepth {
		v.instance(typ, x.Pointer())
		return
	}
	if !v.Follow(typ, x.UnsafePointer()) {
		return
	}
	defer v.Close()
	n, k := x.Len(), x.Len()
	if n > l.MaxElements {
		k = min(n, headElements)
	}
	entries, ok := firstEntries(x, k)
	if !ok || n > 0 && r.tooMuch() {
		v.length(n, 1)
		return
	}
	r.depth++
	if n > l.MaxElements {
		v.length(n, 2)
		v.Key("head")
	}
	r.n = len(appendMapHead(r.room(maxHead), len(entries)))
	for _, e := range entries {
		v.Key(e.key.text)
		v.element(e.value)
	}
	r.depth--
}

// A mapEntry is an entry of a map.
type mapEntry struct {
	key   mapKey
	value reflect.Value
}

// firstEntries are the first k entries of a map in the order of their keys, or all its entries in any order. Of a large
// map no more than k are kept while it is read. ok is false where the keys are no text.
func firstEntries(x reflect.Value, k int) (entries []mapEntry, ok bool) {
	textOf := keyForm(x.Type().Key())
	if textOf == nil {
		return nil, false
	}
	entries = make([]mapEntry, 0, k)
	key := reflect.New(x.Type().Key()).Elem()
	for it := x.MapRange(); it.Next(); {
		key.SetIterKey(it)
		of, ok := textOf(key)
		if !ok {
			return nil, false
		}
		at := len(entries)
		if x.Len() > k {
			at, _ = slices.BinarySearchFunc(entries, of, func(e mapEntry, of mapKey) int { return e.key.compare(of) })
		}
		if at == k {
			continue
		}
		if len(entries) == k {
			entries = entries[:k-1]
		}
		entries = slices.Insert(entries, at, mapEntry{of, it.Value()})
	}
	return entries, true
}

// A mapKey is a key as text, and where it is a number what orders it among the others.
type mapKey struct {
	order uint64
	text  string
}

func (k mapKey) compare(other mapKey) int {
	return cmp.Or(cmp.Compare(k.order, other.order), strings.Compare(k.text, other.text))
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// keyForm says how keys of type t become text; nil if they do not.
func keyForm(t reflect.Type) func(reflect.Value) (mapKey, bool) {
	if t.Implements(textMarshaler) {
		return func(k reflect.Value) (mapKey, bool) {
			return mapKey{text: keyText(k.Interface().(encoding.TextMarshaler))}, true
		}
	}
	switch t.Kind() {
	case reflect.String:
		return func(k reflect.Value) (mapKey, bool) { return mapKey{text: k.String()}, true }
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return func(k reflect.Value) (mapKey, bool) { return mapKey{uint64(k.Int()) ^ 1<<63, formatInt(k.Int())}, true }
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		return func(k reflect.Value) (mapKey, bool) { return mapKey{k.Uint(), formatUint(k.Uint())}, true }
	case reflect.Interface:
		return func(k reflect.Value) (mapKey, bool) {
			if k.IsNil() {
				return mapKey{}, false
			}
			if form := keyForm(k.Elem().Type()); form != nil {
				key, ok := form(k.Elem())
				return mapKey{text: key.text}, ok
			}
			return mapKey{}, false
		}
	}
	return nil
}
