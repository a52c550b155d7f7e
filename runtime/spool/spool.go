package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// Defaults of Options.
const (
	DefaultSegmentBytes = 1 << 20
	DefaultMaxBytes     = 1 << 30

	maxStandby = 4  // segments made to be ready
	maxKept    = 16 // segments kept for use again: a file that is there costs a fraction of a new one
)

// BlockTimeout bounds the wait for room in a full spool that is to block, and in a process without address space.
const BlockTimeout = 10 * time.Second

// Options say where a spool is and how large it may become.
type Options struct {
	Dir          string // for a directory of this spool's own within it; "": plain memory
	SegmentBytes int    // size of one segment, in bytes; DefaultSegmentBytes if 0, less in a small spool
	MaxBytes     int64  // bound of all segments together, in bytes; DefaultMaxBytes if 0
	Block        bool   // a full spool makes callers wait, BlockTimeout at most, before it refuses an entry
	Slots        int    // segments written side by side; one for each P if 0
}

// A Spool takes entries from any number of goroutines and keeps them until its Reader has acknowledged them.
type Spool struct {
	slots []slot
	defs  slot // definitions, written under mu

	mu        sync.Mutex
	closed    bool
	queues    [][]*segment // by slot, the last for definitions: written or being written, oldest first
	standby   []*segment   // ready for use, touched
	bytes     int64        // of all segments
	files     *backing     // nil: plain memory
	placed    uint32       // segments put into use
	released  bool
	attached  bool // to another process's, which frees the segments
	hasReader bool
	failure   error // why there is no new segment, or no file
	failing   bool  // there has been no file for the last one
	starved   bool  // because no address space was left
	hopeless  bool  // who waited for room last did so in vain
	maxBytes  int64
	segBytes  int
	block     bool
	freed     chan struct{} // closed when segments are freed; nil while nobody waits

	retired atomic.Uint64 // entries in segments that are gone
	dropped atomic.Uint64
	wake    chan struct{}
}

type slot struct {
	seg atomic.Pointer[segment]
	_   [64 - 8]byte // a cache line each
}

// New makes a spool. Where the directory cannot be had the spool is in plain memory, and Failure says why.
func New(opt Options) *Spool {
	if opt.MaxBytes == 0 {
		opt.MaxBytes = DefaultMaxBytes
	}
	if opt.Slots == 0 {
		opt.Slots = runtime.GOMAXPROCS(0)
	}
	if opt.SegmentBytes == 0 {
		opt.SegmentBytes = segmentFor(opt.MaxBytes, opt.Slots)
	}
	s := &Spool{
		slots:    make([]slot, opt.Slots),
		queues:   make([][]*segment, opt.Slots+1),
		maxBytes: opt.MaxBytes,
		segBytes: opt.SegmentBytes,
		block:    opt.Block,
		wake:     make(chan struct{}, 1),
	}
	if opt.Dir != "" {
		s.failure = s.useFiles(opt.Dir)
	}
	return s
}

// segmentFor is the size of segments of which a small spool too has some for each slot, and for definitions.
func segmentFor(bytes int64, slots int) int {
	const page = 4096
	fair := bytes / int64(2*slots+2) / page * page
	return int(min(DefaultSegmentBytes, max(fair, page)))
}

// useFiles makes the spool keep its segments in a directory within dir, and tries that with a first one.
func (s *Spool) useFiles(dir string) error {
	d, err := makeDirectory(dir)
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	b := &backing{dir: d}
	g, err := b.newSegment(s.segBytes)
	if err != nil {
		return errors.Join(fmt.Errorf("spool: %w", err), d.release(true))
	}
	s.files = b
	s.standby = append(s.standby, g)
	s.bytes += int64(s.segBytes)
	return nil
}

// Dir is the directory of this spool, "" for one in plain memory.
func (s *Spool) Dir() string {
	if s.files == nil {
		return ""
	}
	return s.files.dir.path
}

// Claim takes room for an entry of n bytes; the caller fills Buf and calls Commit, and does nothing that may block or
// panic in between. Where the spool is full or closed the claim is not OK and the entry is counted as dropped.
func (s *Spool) Claim(kind uint32, stamp int64, n int) Claim {
	first := SlotHint() % len(s.slots)
	at := first
	for {
		g := s.slots[at].seg.Load()
		if g == nil {
			return s.claimSlow(at, kind, stamp, n)
		}
		st := g.state.Load()
		if st&(writing|sealed) == 0 && g.state.CompareAndSwap(st, st|writing) {
			if !g.full(st, frame+n) {
				return claimAt(g, st, kind, stamp, n)
			}
			g.seal(st)
			return s.claimSlow(at, kind, stamp, n)
		}
		if st&sealed != 0 {
			return s.claimSlow(at, kind, stamp, n)
		}
		if at++; at == len(s.slots) {
			at = 0
		}
		if at == first {
			return s.claimSlow(at, kind, stamp, n)
		}
	}
}

// ClaimNow is Claim for who cannot wait for room, even in a spool that makes callers wait.
func (s *Spool) ClaimNow(kind uint32, stamp int64, n int) Claim {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.claimLocked(SlotHint()%len(s.slots), kind, stamp, n)
	if !c.OK() {
		s.dropped.Add(1)
	}
	return c
}

// claimAt lays out an entry behind state st of a segment that the caller has claimed and that has room for it.
func claimAt(g *segment, st uint64, kind uint32, stamp int64, n int) Claim {
	off := int(st & bytesMask)
	b := g.mem[off : off+frame+n : off+frame+n]
	binary.LittleEndian.PutUint32(b, uint32(n))
	binary.LittleEndian.PutUint32(b[4:], kind)
	binary.LittleEndian.PutUint64(b[8:], uint64(stamp))
	return Claim{Buf: b[frame:], seg: g}
}

// claimSlow gives a slot a new segment. It runs once a segment, and where every slot is claimed by others.
func (s *Spool) claimSlow(at int, kind uint32, stamp int64, n int) Claim {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.claimLocked(at, kind, stamp, n)
	if !c.OK() && s.waits() {
		s.await(func() bool { c = s.claimLocked(at, kind, stamp, n); return c.OK() })
		s.hopeless = !c.OK()
	}
	if !c.OK() {
		s.dropped.Add(1)
	}
	return c
}

// claimLocked claims the slot's segment, which somebody may have renewed meanwhile, or else a new one. Callers hold mu.
func (s *Spool) claimLocked(at int, kind uint32, stamp int64, n int) Claim {
	if uint64(n) > math.MaxUint32-frame {
		return Claim{} // its frame could not say how long it is
	}
	if c := s.claimOpen(at, kind, stamp, n); c.OK() {
		return c
	}
	if g := s.slots[at].seg.Load(); g != nil {
		s.trySeal(g)
	}
	g := s.renew(at, n)
	if g == nil {
		for i := range s.slots {
			if c := s.claimOpen(i, kind, stamp, n); c.OK() {
				return c // the last room is in another slot
			}
		}
		return Claim{}
	}
	g.state.Store(writing)
	s.slots[at].seg.Store(g)
	return claimAt(g, 0, kind, stamp, n)
}

// claimOpen claims the slot's segment if nobody else has and it has room.
func (s *Spool) claimOpen(at int, kind uint32, stamp int64, n int) Claim {
	g := s.slots[at].seg.Load()
	if g == nil {
		return Claim{}
	}
	st := g.state.Load()
	if st&(writing|sealed) != 0 || g.full(st, frame+n) || !g.state.CompareAndSwap(st, st|writing) {
		return Claim{}
	}
	return claimAt(g, st, kind, stamp, n)
}

// await waits until ok, asked again whenever segments have been freed, or for BlockTimeout, or until the spool is closed.
// Callers hold mu, which is given up meanwhile.
func (s *Spool) await(ok func() bool) {
	late := time.NewTimer(BlockTimeout)
	defer late.Stop()
	elsewhere := time.NewTicker(10 * time.Millisecond) // a reader in another process cannot announce anything
	defer elsewhere.Stop()
	for !s.closed {
		if s.freed == nil {
			s.freed = make(chan struct{})
		}
		freed := s.freed
		s.signal() // the reader need not wait for more
		s.mu.Unlock()
		inTime := true
		select {
		case <-freed:
		case <-elsewhere.C:
		case <-late.C:
			inTime = false
		}
		s.mu.Lock()
		if ok() || !inTime {
			return
		}
	}
}

// announce wakes those who wait for room. Callers hold mu.
func (s *Spool) announce() {
	if s.freed != nil {
		close(s.freed)
		s.freed = nil
	}
}

// trySeal seals a segment unless somebody has claimed it. One that is claimed stays open when its slot is renewed: its
// owner commits, nobody new finds it, and the reader or Close seals it.
func (s *Spool) trySeal(g *segment) bool {
	for {
		st := g.state.Load()
		if st&sealed != 0 {
			return true
		}
		if st&writing != 0 {
			return false
		}
		if g.state.CompareAndSwap(st, st|sealed) {
			return true
		}
	}
}

// renew appends a segment with room for an entry of n bytes to the queue at; nil when the spool is full or closed.
// Callers hold mu.
func (s *Spool) renew(at, n int) *segment {
	if s.closed {
		return nil
	}
	g := s.take(n)
	if g == nil {
		return nil
	}
	if g.file != nil {
		slot := uint32(at)
		if at == len(s.slots) {
			slot = definitionsI
		}
		s.placed++
		g.file.place(slot, s.placed)
	}
	s.queues[at] = append(s.queues[at], g)
	s.signal()
	return g
}

// SetNote keeps a note for whoever adopts the spool. In plain memory it is lost.
func (s *Spool) SetNote(n Note) error {
	if s.files == nil {
		return nil
	}
	return s.files.dir.writeNote(n)
}

// Note is what SetNote was told last; ok is false where it never was.
func (s *Spool) Note() (n Note, ok bool) {
	if s.files == nil {
		return Note{}, false
	}
	return s.files.dir.readNote()
}

// Failure returns, once, what last kept the spool from its directory, or from growing within its bound.
func (s *Spool) Failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.failure
	s.failure = nil
	return err
}

// Define appends an entry that readers see before every entry committed after Define has returned. Definitions are few
// and stay in the spool as long as it lives. False: there is no room for it, or the spool is closed.
func (s *Spool) Define(kind uint32, data []byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	g := s.defs.seg.Load()
	if g == nil || g.full(g.state.Load(), frame+len(data)) {
		if g != nil {
			g.seal(g.state.Load())
		}
		if g = s.renew(len(s.slots), len(data)); g == nil {
			return false
		}
		s.defs.seg.Store(g)
	}
	c := claimAt(g, g.state.Load(), kind, 0, len(data))
	copy(c.Buf, data)
	c.Commit()
	return true
}

// Prepare readies segments, so that a call which fills one finds the next without waiting for memory. The publisher
// calls it between batches.
func (s *Spool) Prepare() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.standby) < min(len(s.slots), maxStandby) && !s.closed {
		g := s.alloc(s.segBytes)
		if g == nil || !s.asOthers(g) {
			return
		}
		s.standby = append(s.standby, g)
	}
}

// Wake receives after a segment has been filled: a reader that sleeps between batches should not sleep on.
func (s *Spool) Wake() <-chan struct{} { return s.wake }

func (s *Spool) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Drop counts an entry that could not even be laid out.
func (s *Spool) Drop() { s.dropped.Add(1) }

// Dropped is the number of entries refused because the spool was full or closed.
func (s *Spool) Dropped() uint64 { return s.dropped.Load() }

// Committed is the number of entries, definitions aside, that were committed since the spool was made.
func (s *Spool) Committed() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.retired.Load()
	for _, q := range s.queues[:len(s.slots)] {
		for _, g := range q {
			n += g.entries()
		}
	}
	return n
}

// Close refuses further entries. What is committed can still be read.
func (s *Spool) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.announce()
	for _, q := range s.queues {
		for _, g := range q {
			for !s.trySeal(g) {
				runtime.Gosched() // its owner is between claim and commit
			}
		}
	}
}

// Release gives up a spool that is closed and of which no entry is in use. What was acknowledged goes; what was not
// stays in the directory, for Adopt, as far as it is not in plain memory: Fleeting says what is.
func (s *Spool) Release() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil || s.released {
		return nil
	}
	s.released = true
	empty := true
	for _, q := range s.queues[:len(s.slots)] {
		for _, g := range q {
			empty = empty && (g.file == nil || g.acked == g.committed())
		}
	}
	var err error
	for _, q := range append(s.queues, s.standby) {
		for _, g := range q {
			if g.file != nil {
				err = errors.Join(err, unmap(g.file.mem))
			}
		}
	}
	s.queues, s.standby = make([][]*segment, len(s.queues)), nil
	return errors.Join(err, s.files.dir.release(empty))
}
