package capture

import "encoding/binary"

// has says whether the map that is open has an entry of this name.
func (r *Record) has(name string) bool {
	from, to := r.entryAt(name)
	return from < to
}

// drop removes the entry of this name from the map that is open, if there is one.
func (r *Record) drop(name string) {
	if from, to := r.entryAt(name); from < to {
		b := r.values()
		copy(b[from:], b[to:])
		r.n -= to - from
		r.fields--
	}
}

// entryAt is where the entry of this name stands in values: from one offset to another, equal ones where there is none.
func (r *Record) entryAt(name string) (from, to int) {
	all := r.values()
	b := all[r.usedLen:]
	for range r.fields {
		from = len(all) - len(b)
		size, head := stringSize(b)
		found := string(b[head:head+size]) == name
		b = skip(b[head+size:])
		if found {
			return from, len(all) - len(b)
		}
	}
	return 0, 0
}

// stringSize is the length of the string that b begins with, and of its head.
func stringSize(b []byte) (size, head int) {
	switch b[0] {
	case 0xd9:
		return int(b[1]), 2
	case 0xda:
		return int(binary.BigEndian.Uint16(b[1:])), 3
	case 0xdb:
		return int(binary.BigEndian.Uint32(b[1:])), 5
	}
	return int(b[0] & 0x1f), 1
}

// skip returns what follows the value that b begins with, which this package has written.
func skip(b []byte) []byte {
	switch c := b[0]; {
	case c < 0x80 || c >= 0xe0: // small integers
		return b[1:]
	case c < 0x90:
		return skipAll(b[1:], 2*int(c&0x0f))
	case c < 0xa0:
		return skipAll(b[1:], int(c&0x0f))
	case c < 0xc0 || c >= 0xd9 && c <= 0xdb:
		size, head := stringSize(b)
		return b[head+size:]
	case c >= 0xc4 && c <= 0xc6: // bytes have the same heads as strings, elsewhere
		switch c {
		case 0xc4:
			return b[2+int(b[1]):]
		case 0xc5:
			return b[3+int(binary.BigEndian.Uint16(b[1:])):]
		}
		return b[5+int(binary.BigEndian.Uint32(b[1:])):]
	}
	switch b[0] {
	case 0xcc, 0xd0:
		return b[2:]
	case 0xcd, 0xd1:
		return b[3:]
	case 0xca, 0xce, 0xd2:
		return b[5:]
	case 0xcb, 0xcf, 0xd3:
		return b[9:]
	case 0xdc:
		return skipAll(b[3:], int(binary.BigEndian.Uint16(b[1:])))
	case 0xdd:
		return skipAll(b[5:], int(binary.BigEndian.Uint32(b[1:])))
	case 0xde:
		return skipAll(b[3:], 2*int(binary.BigEndian.Uint16(b[1:])))
	case 0xdf:
		return skipAll(b[5:], 2*int(binary.BigEndian.Uint32(b[1:])))
	}
	return b[1:] // nil, false, true
}

func skipAll(b []byte, n int) []byte {
	for range n {
		b = skip(b)
	}
	return b
}
