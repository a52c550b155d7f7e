package spool

import (
	"encoding/binary"
	"errors"
	"os"
	"sync/atomic"
	"unsafe"
)

// The head of a segment's file, little endian; entries follow it:
//
//	 0 magic, with the version of the format
//	 8 bytes committed u64: where the truth ends, stored after each entry
//	16 bytes acknowledged u64: what need not be read again
//	24 slot u32 · 28 sequence number u32, 0 while the file is not in use
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
	// In this order: who reads the spool in another process knows by the number whether what else it has read belongs
	// together, and who adopts it must not find less acknowledged than committed.
	m.sequence().Store(0)
	word(m.mem, committedAt).Store(0)
	word(m.mem, ackedAt).Store(0)
	return &segment{mem: m.mem[headSize:], word: (*uint64)(unsafe.Pointer(&m.mem[committedAt])), file: m}
}

// place notes in the head where the segment stands.
func (m *mapped) place(slot, sequence uint32) {
	binary.LittleEndian.PutUint32(m.mem[slotAt:], slot)
	m.sequence().Store(sequence)
}

// slot is what place has noted.
func (m *mapped) slot() uint32 { return binary.LittleEndian.Uint32(m.mem[slotAt:]) }

// sequence is the number that place has noted: the order of a slot's segments.
func (m *mapped) sequence() *atomic.Uint32 {
	return (*atomic.Uint32)(unsafe.Pointer(&m.mem[sequenceAt]))
}

// rename gives the file of a segment the name of a new one.
func (b *backing) rename(m *mapped) error {
	b.next++
	path := b.dir.segment(b.next)
	err := os.Rename(m.path, path)
	if err == nil {
		m.path = path
	}
	return err
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
	return g, m.slot(), m.sequence().Load(), nil
}
