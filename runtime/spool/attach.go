package spool

import (
	"cmp"
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
	known map[string]*segment // by path; those in which there is something
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
	err := a.list(false)
	last := len(a.s.slots)
	for _, q := range a.s.queues[:last] {
		update(q)
	}
	// Definitions last: whoever committed an entry had its definitions committed, maybe in a file that was not there yet
	// when the others were listed.
	err = errors.Join(err, a.list(true))
	update(a.s.queues[last])
	return err
}

// list opens the files that are new, or of these only those of definitions, and closes those that are gone: their writer
// has made room of them.
func (a *Attachment) list(definitions bool) error {
	paths, err := a.s.files.dir.segments()
	if err != nil {
		return fmt.Errorf("spool: %w", err)
	}
	there := make(map[string]bool, len(paths))
	for _, path := range paths {
		there[path] = true
		if a.known[path] == nil {
			err = errors.Join(err, a.add(path, definitions))
		}
	}
	for path, g := range a.known {
		if !there[path] {
			a.forget(g)
			delete(a.known, path)
			err = errors.Join(err, unmap(g.file.mem))
		}
	}
	return err
}

// add opens the file of a segment that is in use. One that its writer keeps ready, or is readying for use again, is left
// for later: it has no sequence number until it is placed, and then another.
func (a *Attachment) add(path string, definitions bool) error {
	mem, err := openMapped(path)
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, errUnfinished) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("spool: %s: %w", path, err)
	}
	m := &mapped{path, mem}
	sequence := m.sequence().Load()
	if sequence == 0 || word(mem, committedAt).Load() == 0 {
		return unmap(mem) // nothing in it yet, and its slot may not stand there
	}
	g, at, _, err := m.adopted()
	if m.sequence().Load() != sequence || err == nil && definitions && at != definitionsI {
		return unmap(mem)
	}
	if err == nil && at >= maxSlots && at != definitionsI {
		err = errNoSegment
	}
	if err != nil {
		return errors.Join(fmt.Errorf("spool: %s: %w", path, err), unmap(mem))
	}
	g.sequence = sequence
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
	slices.SortFunc(s.queues[at], func(a, b *segment) int { return cmp.Compare(a.sequence, b.sequence) })
	return nil
}

// update notes what is committed in segments. Where a file is in use again for another one, all of this was acknowledged.
func update(queue []*segment) {
	for _, g := range queue {
		n := word(g.file.mem, committedAt).Load()
		if g.file.sequence().Load() == g.sequence {
			g.state.Store(min(n, uint64(len(g.mem))))
		}
	}
}

// forget takes a segment off its queue.
func (a *Attachment) forget(g *segment) {
	for i, q := range a.s.queues {
		a.s.queues[i] = slices.DeleteFunc(q, func(other *segment) bool { return other == g })
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

// reclaim frees the segments that an Attachment in another process has acknowledged; with a reader of its own the spool has
// none. Callers hold mu.
func (s *Spool) reclaim() {
	if s.files == nil || s.hasReader {
		return
	}
	for i := range s.slots {
		q := s.queues[i]
		n := 0
		for n < len(q) && s.acknowledged(q[n], n == len(q)-1) {
			s.retired.Add(q[n].entries())
			s.recycle(q[n])
			n++
		}
		s.queues[i] = slices.Delete(q, 0, n)
	}
}

// acknowledged says whether nothing of a segment will be read or written any more; the last of a queue may be in use.
func (s *Spool) acknowledged(g *segment, last bool) bool {
	if last && g.state.Load()&sealed == 0 || !s.trySeal(g) {
		return false
	}
	return word(g.file.mem, ackedAt).Load() == uint64(g.committed())
}
