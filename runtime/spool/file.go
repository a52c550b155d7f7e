package spool

import (
	"encoding/binary"
	"errors"
	"sync/atomic"
	"unsafe"
)

// The head of a segment's file, little endian; entries follow it:
//
//	 0 magic, with the version of the format
//	 8 bytes committed u64: where the truth ends, stored after each entry
//	16 bytes acknowledged u64: what need not be read again
//	24 slot u32 · 28 sequence number u32
const (
	headSize     = 64
	format       = "FCSPOOL"
	magic        = format + "\x01"
	committedAt  = 8
	ackedAt      = 16
	slotAt       = 24
	sequenceAt   = 28
	definitionsI = 1<<32 - 1 // the slot of definitions
)

var errNoSegment = errors.New("not a segment of a spool")

// errUnfinished says of a file that its process ended while it made it: there is nothing in it.
var errUnfinished = errors.New("unfinished segment")

// word is the counter at off of a mapped head. Mappings begin at a page, so it is aligned.
func word(mem []byte, off int) *atomic.Uint64 {
	return (*atomic.Uint64)(unsafe.Pointer(&mem[off]))
}

// A backing keeps segments in files.
type backing struct {
	dir  *directory
	next uint32 // sequence number
}

// A mapped is the file of one segment.
type mapped struct {
	path string
	mem  []byte // head and entries
}

// newSegment makes a segment with room for size bytes of entries.
func (b *backing) newSegment(size int) (*segment, error) {
	b.next++
	m, err := b.dir.create(b.next, headSize+size)
	if err != nil {
		return nil, err
	}
	copy(m.mem, magic)
	return m.segment(), nil
}

// segment is an empty segment in the file.
func (m *mapped) segment() *segment {
	committed := (*uint64)(unsafe.Pointer(&m.mem[committedAt]))
	*committed = 0
	word(m.mem, ackedAt).Store(0)
	return &segment{mem: m.mem[headSize:], word: committed, file: m}
}

// place notes in the head where the segment stands.
func (m *mapped) place(slot, sequence uint32) {
	binary.LittleEndian.PutUint32(m.mem[slotAt:], slot)
	binary.LittleEndian.PutUint32(m.mem[sequenceAt:], sequence)
}

// acknowledge notes that the first n bytes need not be read again.
func (m *mapped) acknowledge(n int) { word(m.mem, ackedAt).Store(uint64(n)) }

// adopted is the segment that another process left in the file: sealed, as far as it was committed.
func (m *mapped) adopted() (g *segment, slot, sequence uint32, err error) {
	if string(m.mem[:headSize]) == string(make([]byte, headSize)) {
		return nil, 0, 0, errUnfinished
	}
	if string(m.mem[:len(format)]) == format && m.mem[len(format)] != magic[len(format)] {
		return nil, 0, 0, ErrVersion
	}
	if string(m.mem[:len(magic)]) != magic {
		return nil, 0, 0, errNoSegment
	}
	g = &segment{mem: m.mem[headSize:], file: m}
	committed, acked := word(m.mem, committedAt).Load(), word(m.mem, ackedAt).Load()
	if committed > uint64(len(g.mem)) {
		committed = uint64(len(g.mem))
	}
	if acked > committed {
		acked = committed
	}
	g.read, g.acked = int(acked), int(acked)
	g.state.Store(sealed | committed)
	return g, binary.LittleEndian.Uint32(m.mem[slotAt:]), binary.LittleEndian.Uint32(m.mem[sequenceAt:]), nil
}
