package prov

import "github.com/tinylib/msgp/msgp"

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
