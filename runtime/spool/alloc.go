package spool

import (
	"errors"
	"fmt"
	"os"
)

// waits says whether who finds no room is to wait for some: where the spool is to block, and where the process has no
// address space left, as shortly before it runs out of memory, unless that has been waited for in vain.
func (s *Spool) waits() bool { return s.block || s.starved && !s.hopeless }

// take finds a segment with room for an entry of n bytes. Callers hold mu.
func (s *Spool) take(n int) *segment {
	if frame+n > s.segBytes {
		return s.alloc(frame + n) // a segment of its own
	}
	if len(s.standby) == 0 {
		s.reclaim()
	}
	if k := len(s.standby); k > 0 {
		g := s.standby[k-1]
		s.standby = s.standby[:k-1]
		return g
	}
	return s.alloc(s.segBytes)
}

// alloc makes a segment of size bytes within the bound. While there can be no file, because the disk is full or the
// directory gone, it is in plain memory; not where another process reads the spool, which would not see it. Callers hold mu.
func (s *Spool) alloc(size int) *segment {
	if s.bytes+int64(size) > s.maxBytes {
		s.reclaim()
	}
	if s.bytes+int64(size) > s.maxBytes {
		return nil
	}
	var g *segment
	if s.files != nil {
		if g = s.inFile(size); g == nil && (s.starved || !s.hasReader) {
			return nil
		}
	}
	if g == nil {
		g = inMemory(size)
	}
	s.bytes += int64(size)
	return g
}

// inFile makes a segment in a file; nil where there can be none. As long as that lasts it is said once. Callers hold mu.
func (s *Spool) inFile(size int) *segment {
	g, err := s.files.newSegment(size)
	if err == nil {
		s.failing, s.starved, s.hopeless = false, false, false
		return g
	}
	if !s.failing {
		what := "records wait in memory"
		if s.starved = outOfMemory(err); s.starved || !s.hasReader {
			what = "records wait for room or are dropped"
		}
		s.failure = fmt.Errorf("spool: %s: %w", what, err)
	}
	s.failing = true
	return nil
}

func inMemory(size int) *segment {
	g := &segment{mem: make([]byte, size)}
	for i := 0; i < size; i += os.Getpagesize() {
		g.mem[i] = 0 // fault the page in
	}
	return g
}

// asOthers says whether a segment is where the spool's are to be, and so worth keeping.
func (s *Spool) asOthers(g *segment) bool { return (g.file != nil) == (s.files != nil) }

// recycle readies a drained segment for use again, or gives it up. Goroutines may still hold a pointer to it from
// before: they find it sealed. Callers hold mu.
func (s *Spool) recycle(g *segment) {
	s.hopeless = false
	if len(g.mem) == s.segBytes && len(s.standby) < maxKept && !s.closed && s.asOthers(g) {
		if next := s.again(g); next != nil {
			s.standby = append(s.standby, next)
			return
		}
	}
	s.bytes -= int64(len(g.mem))
	if g.file != nil {
		if err := g.file.remove(); err != nil && !errors.Is(err, os.ErrNotExist) {
			s.failure = fmt.Errorf("spool: %w", err)
		}
	}
}

// again makes an empty segment of one that is drained; nil where that fails. Who reads a spool in another process may still
// be looking at the file, and finds another one by its name.
func (s *Spool) again(g *segment) *segment {
	if g.file == nil {
		return &segment{mem: g.mem}
	}
	next := g.file.segment()
	if s.hasReader || s.files.rename(g.file) == nil {
		return next
	}
	return nil
}

// Fleeting is the number of entries that are not acknowledged and in no file.
func (s *Spool) Fleeting() (n uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, q := range s.queues[:len(s.slots)] {
		for _, g := range q {
			if g.file != nil {
				continue
			}
			limit := g.committed()
			for _, next, ok := entryAt(g.mem, g.acked, limit); ok; _, next, ok = entryAt(g.mem, next, limit) {
				n++
			}
		}
	}
	return n
}
