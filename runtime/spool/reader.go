package spool

import "math"

// A Reader hands out the committed entries of a spool, once each. A spool has one reader, used by one goroutine.
//
// Entries come in the order of their stamps as far as they are known: entries of one slot in the order in which they
// were committed, those of several slots merged by stamp. Next leaves entries stamped at or after its cut-off for later,
// because another slot may yet commit an earlier one; so an entry that was committed before another was stamped is handed
// out before it.
type Reader struct {
	s      *Spool
	heads  []head
	defs   head
	marked []*segment // with entries handed out since the last Ack
}

// A head is the reader's place in the queue of one slot.
type head struct {
	segs   []*segment // of the queue, from the one being read
	limits []int      // bytes committed in each
	entry  Entry
	next   int
	ok     bool
}

// NewReader makes the spool's reader.
func (s *Spool) NewReader() *Reader {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hasReader = true
	return &Reader{s: s, heads: make([]head, len(s.slots))}
}

// Next calls yield for each definition not yet handed out and then for each entry stamped before cut, until yield says
// false: that entry was taken, and what follows it is left for the next call. It reports whether entries are left that
// could have been taken.
func (r *Reader) Next(cut int64, yield func(Entry) bool) (more bool) {
	r.look()
	for r.defs.peek(math.MaxInt64) {
		e := r.take(&r.defs)
		yield(e)
	}
	for {
		h := r.earliest(cut)
		if h == nil {
			return false
		}
		if !yield(r.take(h)) {
			return r.earliest(cut) != nil
		}
	}
}

// look notes what is committed by now. Definitions last: whoever committed an entry had its definitions committed.
func (r *Reader) look() {
	r.s.mu.Lock()
	defer r.s.mu.Unlock()
	for len(r.heads) < len(r.s.slots) { // of an attached spool
		r.heads = append(r.heads, head{})
	}
	for i := range r.heads {
		r.heads[i].look(r.s.queues[i])
	}
	r.defs.look(r.s.queues[len(r.heads)])
}

func (h *head) look(queue []*segment) {
	h.segs, h.limits, h.ok = h.segs[:0], h.limits[:0], false
	for _, g := range queue {
		if n := g.committed(); g.read < n {
			h.segs, h.limits = append(h.segs, g), append(h.limits, n)
		}
	}
}

// peek readies the next entry of h stamped before cut.
func (h *head) peek(cut int64) bool {
	for !h.ok && len(h.segs) > 0 {
		g := h.segs[0]
		if h.entry, h.next, h.ok = entryAt(g.mem, g.read, h.limits[0]); !h.ok {
			h.segs, h.limits = h.segs[1:], h.limits[1:]
		}
	}
	return h.ok && h.entry.Stamp < cut
}

// earliest is the head with the earliest entry before cut.
func (r *Reader) earliest(cut int64) *head {
	var first *head
	for i := range r.heads {
		if h := &r.heads[i]; h.peek(cut) && (first == nil || h.entry.Stamp < first.entry.Stamp) {
			first = h
		}
	}
	return first
}

func (r *Reader) take(h *head) Entry {
	g := h.segs[0]
	if g.read == g.acked {
		r.marked = append(r.marked, g)
	}
	g.read, h.ok = h.next, false
	return h.entry
}

// Ack says that everything handed out is delivered. Segments of which nothing is left are freed, and the bytes of their
// entries are no longer valid.
func (r *Reader) Ack() {
	for _, g := range r.marked {
		g.acked = g.read
		if g.file != nil {
			g.file.acknowledge(g.acked)
		}
	}
	r.marked = r.marked[:0]
	r.s.free()
}

// Unread takes back what was handed out since the last Ack: Next will hand it out again.
func (r *Reader) Unread() {
	for _, g := range r.marked {
		g.read = g.acked
	}
	r.marked = r.marked[:0]
}

// free drops the drained segments, definitions aside.
func (s *Spool) free() {
	if s.attached {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.slots {
		q := s.queues[i]
		kept := q[:0]
		for k, g := range q {
			if k < len(q)-1 || g.full(g.state.Load(), frame) {
				s.trySeal(g) // left open by claimSlow, or without room for another entry
			}
			if !g.drained() {
				kept = append(kept, g)
				continue
			}
			s.retired.Add(g.entries())
			s.recycle(g)
		}
		clear(q[len(kept):])
		s.queues[i] = kept
	}
	s.announce()
}
