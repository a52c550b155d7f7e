package prov

import (
	"iter"

	"github.com/tinylib/msgp/msgp"
)

// MapHead is the size of the head that OpenMap writes, in bytes.
const MapHead = 3

// Len is the number of fields written so far.
func (m *Map) Len() int { return m.n }

// Entries writes a map of n entries, each a key and a value, that are encoded already.
func (m *Map) Entries(key string, encoded []byte, n int) {
	m.key(key)
	m.b = append(msgp.AppendMapHeader(m.b, uint32(n)), encoded...)
}

// Text writes what is known to be UTF-8, unless it is empty.
func (m *Map) Text(key string, text []byte) {
	if len(text) == 0 {
		return
	}
	m.key(key)
	m.b = msgp.AppendStringFromBytes(m.b, text)
}

// Join is a map with the fields of the maps a and b. Where both have a field it is b's.
func Join(a, b Raw) Raw {
	own := map[string]bool{}
	for key := range b.fields() {
		own[key] = true
	}
	m := OpenMap(nil)
	for key, field := range a.fields() {
		if !own[key] {
			m.Fields(field, 1)
		}
	}
	for _, field := range b.fields() {
		m.Fields(field, 1)
	}
	return m.Close()
}

// fields are the fields of a map, keys and values as they are encoded, by their keys, as far as they can be read.
func (r Raw) fields() iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		n, b, err := msgp.ReadMapHeaderBytes(r)
		for ; n > 0 && err == nil; n-- {
			key, rest, failed := msgp.ReadStringBytes(b)
			if failed != nil {
				return
			}
			if rest, err = msgp.Skip(rest); err != nil || !yield(key, b[:len(b)-len(rest)]) {
				return
			}
			b = rest
		}
	}
}
