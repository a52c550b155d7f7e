package prov

import (
	"encoding/binary"
	"slices"
	"unicode/utf8"

	"github.com/tinylib/msgp/msgp"
)

// Lead bytes that msgp has no name for outside itself.
const (
	msgpackNil   = 0xc0
	msgpackMap16 = 0xde
	msgpackMap32 = 0xdf
)

// A Map writes one msgpack map field by field, without knowing beforehand how
// many there will be. The records are written with it; a publisher that has
// parts of a record encoded already joins them with Fields:
//
//	m := prov.OpenMap(b)
//	m.String(prov.KeyType, prov.TypeTask)
//	m.Fields(constants, 4)
//	m.String(prov.KeyTaskID, id)
//	b = m.Close()
//
// Zero values are absent and not written, so that callers need no conditions.
type Map struct {
	b  []byte
	at int // where the header is
	n  int // fields so far
}

// OpenMap begins a map at the end of b. Nothing else may append to b until Close.
func OpenMap(b []byte) Map {
	return Map{b: append(b, msgpackMap16, 0, 0), at: len(b)}
}

// Close completes the map and returns the buffer.
func (m *Map) Close() []byte {
	if m.n <= 0xffff {
		binary.BigEndian.PutUint16(m.b[m.at+1:], uint16(m.n))
		return m.b
	}
	m.b = slices.Insert(m.b, m.at+1, 0, 0)
	m.b[m.at] = msgpackMap32
	binary.BigEndian.PutUint32(m.b[m.at+1:], uint32(m.n))
	return m.b
}

func (m *Map) key(k string) {
	m.b = msgp.AppendString(m.b, k)
	m.n++
}

// String writes a string unless it is empty. Invalid UTF-8 is replaced.
func (m *Map) String(key, v string) {
	if v == "" {
		return
	}
	m.key(key)
	m.b = msgp.AppendString(m.b, validUTF8(v))
}

// Strings writes a list of strings unless it is empty.
func (m *Map) Strings(key string, v []string) {
	if len(v) == 0 {
		return
	}
	m.key(key)
	m.b = msgp.AppendArrayHeader(m.b, uint32(len(v)))
	for _, s := range v {
		m.b = msgp.AppendString(m.b, validUTF8(s))
	}
}

// Float writes a number, always as float64, unless it is 0.
func (m *Map) Float(key string, v float64) {
	if v == 0 {
		return
	}
	m.key(key)
	m.b = msgp.AppendFloat64(m.b, v)
}

// Int writes an integer, 0 too.
func (m *Map) Int(key string, v int64) {
	m.key(key)
	m.b = msgp.AppendInt64(m.b, v)
}

// Bool writes a boolean, false too.
func (m *Map) Bool(key string, v bool) {
	m.key(key)
	m.b = msgp.AppendBool(m.b, v)
}

// Raw writes an encoded value unless it is absent.
func (m *Map) Raw(key string, v Raw) {
	if v.absent() {
		return
	}
	m.key(key)
	m.b = append(m.b, v...)
}

// Fields writes n fields, each a key and a value, that are encoded already.
func (m *Map) Fields(encoded []byte, n int) {
	m.b = append(m.b, encoded...)
	m.n += n
}

// open begins a map within the map; m is not usable until closeInner.
func (m *Map) open(key string) Map {
	m.key(key)
	return OpenMap(m.b)
}

func (m *Map) closeInner(inner *Map) { m.b = inner.Close() }

// validUTF8 replaces each byte of s that is not part of a character, as
// encoding/json does.
func validUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}
