package spool

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// publisherLock is the file that the one who reads a living process's spool holds a lock on.
const publisherLock = "publisher.lock"

// maxSlots bounds what a damaged head may make of an attached spool.
const maxSlots = 1 << 16

// An Attachment is another process's spool, read while that process may still write to it. It has one Reader, and there is
// one at a time: whoever holds it is the spool's publisher. What the Reader acknowledges the writer makes room of.
//
// Entries of one slot come in the order in which they were committed; those of several slots are merged by their stamps
// as far as they were committed when Refresh was called.
type Attachment struct {
	s     *Spool
	lock  *os.File
	known map[string]*segment // by path
}

// Attach attaches to the spool in a directory: ErrOwned if somebody else publishes it already. Its writer may live or not.
func Attach(path string) (*Attachment, error) {
	lock, err := os.OpenFile(filepath.Join(path, publisherLock), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("spool %s: %w", path, err)
	}
	if err := tryLock(lock); err != nil {
		return nil, errors.Join(fmt.Errorf("spool %s: %w", path, err), lock.Close())
	}
	s := &Spool{files: &backing{dir: &directory{path: path}}, closed: true, attached: true, queues: make([][]*segment, 1)}
	return &Attachment{s: s, lock: lock, known: map[string]*segment{}}, nil
}

// NewReader makes the attachment's reader.
func (a *Attachment) NewReader() *Reader { return a.s.NewReader() }

// Alive says whether the spool's writer lives. One that does not has written its last entry before Alive says so:
// Refresh and read once more, then Close, and Adopt removes what is left.
func (a *Attachment) Alive() bool {
	d, err := own(a.s.files.dir.path)
	if err != nil {
		return errors.Is(err, ErrOwned)
	}
	d.lock.Close()
	return false
}

// SetNote keeps a note for whoever adopts the spool, as Spool.SetNote does for its owner.
func (a *Attachment) SetNote(n Note) error {
	lock, err := os.OpenFile(filepath.Join(a.s.files.dir.path, lockName), os.O_RDWR, 0)
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	return errors.Join((&directory{lock: lock}).writeNote(n), lock.Close())
}

// Refresh notes what has been committed by now. It is called by the goroutine of the reader, when everything handed out
// has been acknowledged or taken back.
func (a *Attachment) Refresh() error {
	a.s.mu.Lock()
	defer a.s.mu.Unlock()
	paths, err := a.s.files.dir.segments()
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	there := make(map[string]bool, len(paths))
	for _, path := range paths {
		there[path] = true
		if a.known[path] == nil {
			err = errors.Join(err, a.add(path))
		}
	}
	for path, g := range a.known {
		if !there[path] { // its writer has made room of it
			a.forget(g)
			delete(a.known, path)
			err = errors.Join(err, unmap(g.file.mem))
		}
	}
	// Definitions last: whoever committed an entry had its definitions committed.
	for _, q := range a.s.queues {
		for _, g := range q {
			g.state.Store(min(word(g.file.mem, committedAt).Load(), uint64(len(g.mem))))
		}
	}
	return err
}

// add opens the file of a segment that is in use; one that its writer keeps ready is left for later.
func (a *Attachment) add(path string) error {
	mem, err := openMapped(path)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, errUnfinished) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("spool: %s: %w", path, err)
	}
	m := &mapped{path, mem}
	if word(mem, committedAt).Load() == 0 {
		return unmap(mem) // nothing in it yet, and its slot may not stand there
	}
	g, at, _, err := m.adopted()
	if err == nil && at >= maxSlots && at != definitionsI {
		err = errNoSegment
	}
	if err != nil {
		return errors.Join(fmt.Errorf("spool: %s: %w", path, err), unmap(mem))
	}
	a.known[path] = g
	s := a.s
	if at == definitionsI {
		g.read, g.acked = 0, 0 // definitions are needed again, whatever was acknowledged
		last := len(s.queues) - 1
		s.queues[last] = append(s.queues[last], g)
		return nil
	}
	if n := int(at) + 1; n > len(s.slots) {
		queues := make([][]*segment, n+1)
		copy(queues, s.queues[:len(s.slots)])
		queues[n] = s.queues[len(s.slots)]
		s.slots, s.queues = make([]slot, n), queues
	}
	s.queues[at] = append(s.queues[at], g)
	slices.SortFunc(s.queues[at], func(a, b *segment) int { return cmp.Compare(a.file.sequence(), b.file.sequence()) })
	return nil
}

// sequence is the number that place has noted.
func (m *mapped) sequence() uint32 { return binary.LittleEndian.Uint32(m.mem[sequenceAt:]) }

// forget takes a segment off its queue.
func (a *Attachment) forget(g *segment) {
	for i, q := range a.s.queues {
		kept := q[:0]
		for _, other := range q {
			if other != g {
				kept = append(kept, other)
			}
		}
		a.s.queues[i] = kept
	}
}

// Close gives the spool up, to its writer, to another publisher, or to Adopt.
func (a *Attachment) Close() error {
	var err error
	for _, g := range a.known {
		err = errors.Join(err, unmap(g.file.mem))
	}
	a.known, a.s.queues, a.s.slots = nil, make([][]*segment, 1), nil
	return errors.Join(err, a.lock.Close())
}

// reclaim gives up segments that an Attachment in another process has acknowledged; with a reader of its own the spool has
// none. The files go, and others take their place: that process may still be looking at them. Callers hold mu.
func (s *Spool) reclaim() {
	if s.files == nil || s.hasReader {
		return
	}
	for i := range s.slots {
		kept := s.queues[i][:0]
		for k, g := range s.queues[i] {
			st := g.state.Load()
			if k == len(s.queues[i])-1 && st&sealed == 0 || !s.trySeal(g) || word(g.file.mem, ackedAt).Load() != uint64(g.committed()) {
				kept = append(kept, g)
				continue
			}
			s.retired.Add(g.entries())
			s.bytes -= int64(len(g.mem))
			if err := g.file.remove(); err != nil {
				s.failure = fmt.Errorf("spool: %w", err)
			}
		}
		clear(s.queues[i][len(kept):])
		s.queues[i] = kept
	}
}
