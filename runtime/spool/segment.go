package spool

import (
	"encoding/binary"
	"runtime"
	"sync/atomic"
)

// The state word of a segment says who may write and where the truth ends:
//
//	bit 63      writing: a goroutine has claimed the segment
//	bit 62      sealed: nothing is appended any more
//	bits 40–61  entries committed
//	bits 0–39   bytes committed
const (
	writing   = 1 << 63
	sealed    = 1 << 62
	oneEntry  = 1 << 40
	countMask = 1<<22 - 1
	bytesMask = oneEntry - 1
)

// ordered says whether other processors see this one's stores in their order.
const ordered = runtime.GOARCH == "amd64" || runtime.GOARCH == "386"

// frame is what stands before each entry: its size without the frame (uint32), its kind (uint32) and its stamp
// (int64), little endian.
const frame = 16

// A segment is a run of entries. One goroutine at a time appends to it, having claimed it by the state word.
type segment struct {
	state atomic.Uint64
	mem   []byte
	word  *uint64 // where a file says how many bytes are committed; nil in plain memory
	file  *mapped // nil in plain memory

	sequence uint32 // of an attached spool: which of its slot's segments this is

	// Of the reader alone.
	read  int // bytes handed out
	acked int // bytes acknowledged
}

// committed is the number of bytes that a reader may look at.
func (g *segment) committed() int { return int(g.state.Load() & bytesMask) }

// entries is the number of entries committed.
func (g *segment) entries() uint64 { return g.state.Load() >> 40 & countMask }

// full says whether n more bytes and one more entry have no room behind the state st.
func (g *segment) full(st uint64, n int) bool {
	return int(st&bytesMask)+n > len(g.mem) || st>>40&countMask == countMask
}

// seal ends a segment that the caller has claimed at state st.
func (g *segment) seal(st uint64) { g.state.Store(st&^writing | sealed) }

// drained says whether the segment is sealed and all of it acknowledged.
func (g *segment) drained() bool {
	st := g.state.Load()
	return st&sealed != 0 && g.acked == int(st&bytesMask)
}

// An Entry is one committed entry. Its bytes lie in the segment and hold until the reader's next Ack.
type Entry struct {
	Kind  uint32
	Stamp int64
	Data  []byte
}

// entryAt reads the entry at off in mem, of which limit bytes are committed. ok is false where no whole entry stands
// there: in a spool that is read as it was written that happens only at its end.
func entryAt(mem []byte, off, limit int) (e Entry, next int, ok bool) {
	if limit > len(mem) || off < 0 || off+frame > limit {
		return Entry{}, off, false
	}
	h := mem[off : off+frame]
	n := int(binary.LittleEndian.Uint32(h))
	if n < 0 || n > limit-off-frame {
		return Entry{}, off, false
	}
	from := off + frame
	return Entry{
		Kind:  binary.LittleEndian.Uint32(h[4:]),
		Stamp: int64(binary.LittleEndian.Uint64(h[8:])),
		Data:  mem[from : from+n : from+n],
	}, from + n, true
}

// A Claim is room for one entry in a segment that this goroutine alone writes to until Commit. It has no more than four
// words, so that the compiler keeps it in registers.
type Claim struct {
	Buf []byte // to be filled, not to be resliced
	seg *segment
}

// OK says whether there is room. Where there is none the entry has been counted as dropped.
func (c *Claim) OK() bool { return c.seg != nil }

// Commit makes the entry visible to readers.
func (c *Claim) Commit() {
	g := c.seg
	next := g.state.Load()&^writing + oneEntry + uint64(frame+len(c.Buf))
	if g.word != nil {
		// Another process that sees the word must see the entry. Where stores become visible in their order that needs no
		// barrier.
		if ordered {
			*g.word = next & bytesMask
		} else {
			atomic.StoreUint64(g.word, next&bytesMask)
		}
	}
	g.state.Store(next)
}
