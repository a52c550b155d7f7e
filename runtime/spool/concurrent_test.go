package spool

import (
	"encoding/binary"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A load is many goroutines that write numbered entries, stamped by one clock, while a reader reads.
type load struct {
	s       *Spool
	clock   atomic.Int64
	entries int // of each writer

	accepted [][]bool // by writer and number: there was room
	last     []int    // number of the last entry acknowledged of each writer
	read     int      // entries acknowledged
}

func newLoad(s *Spool, writers, entries int) *load {
	if raceDetector {
		entries /= 4
	}
	l := &load{s: s, entries: entries, accepted: make([][]bool, writers), last: make([]int, writers)}
	for w := range writers {
		l.accepted[w], l.last[w] = make([]bool, entries), -1
	}
	return l
}

func (l *load) write(w int) {
	for i := range l.entries {
		stamp := l.clock.Add(1)
		n := 12 + i%40
		c := l.s.Claim(kindTest, stamp, n)
		if !c.OK() {
			continue
		}
		binary.LittleEndian.PutUint32(c.Buf, uint32(w))
		binary.LittleEndian.PutUint32(c.Buf[4:], uint32(i))
		binary.LittleEndian.PutUint32(c.Buf[n-4:], uint32(i))
		l.accepted[w][i] = true
		if i%100 == 0 {
			runtime.Gosched() // with the segment claimed
		}
		c.Commit()
	}
}

type numbered struct{ writer, entry int }

// run writes and reads until all is read, and calls alongside after each batch.
func (l *load) run(t *testing.T, alongside func(batch int)) {
	var wg sync.WaitGroup
	for w := range l.accepted {
		wg.Go(func() { l.write(w) })
	}
	written := make(chan struct{})
	go func() { wg.Wait(); close(written) }()
	r := l.s.NewReader()
	for batch := 0; ; batch++ {
		over := false
		select {
		case <-written:
			over = true
		case <-l.s.Wake():
		}
		if batch%4 == 3 {
			l.take(t, r) // fails to be delivered
			r.Unread()
		}
		l.deliver(t, l.take(t, r))
		r.Ack()
		l.s.Prepare()
		if alongside != nil {
			alongside(batch)
		}
		if over {
			return
		}
	}
}

// take reads what is committed.
func (l *load) take(t *testing.T, r *Reader) (all []numbered) {
	cut := l.clock.Load() + 1
	for r.Next(cut, func(e Entry) bool {
		n := numbered{int(binary.LittleEndian.Uint32(e.Data)), int(binary.LittleEndian.Uint32(e.Data[4:]))}
		if end := int(binary.LittleEndian.Uint32(e.Data[len(e.Data)-4:])); end != n.entry || len(e.Data) != 12+end%40 {
			t.Errorf("got %v that ends as %d, of %d bytes", n, end, len(e.Data))
		}
		all = append(all, n)
		return len(all)%1000 != 0
	}) {
	}
	return all
}

func (l *load) deliver(t *testing.T, all []numbered) {
	for _, n := range all {
		if n.entry <= l.last[n.writer] {
			t.Errorf("got entry %d of writer %d after entry %d", n.entry, n.writer, l.last[n.writer])
		}
		l.last[n.writer] = n.entry
	}
	l.read += len(all)
}

// check compares what was accepted with what was read, which no writer's came twice of.
func (l *load) check(t *testing.T) (dropped int) {
	t.Helper()
	accepted, all := 0, 0
	for _, entries := range l.accepted {
		all += len(entries)
		for _, ok := range entries {
			if ok {
				accepted++
			}
		}
	}
	dropped = all - accepted
	if l.read != accepted || uint64(dropped) != l.s.Dropped() || uint64(accepted) != l.s.Committed() {
		t.Errorf("%d entries accepted and %d not: read %d, committed %d, dropped %d",
			accepted, dropped, l.read, l.s.Committed(), l.s.Dropped())
	}
	return dropped
}

func TestEveryEntryIsReadOnce(t *testing.T) {
	each(t, Options{SegmentBytes: 16 << 10}, func(t *testing.T, s *Spool) {
		l := newLoad(s, 64, 2000)
		l.run(t, nil)
		if dropped := l.check(t); dropped > 0 {
			t.Errorf("%d entries dropped of a spool that was never full", dropped)
		}
	})
}

func TestProcessorsComeAndGo(t *testing.T) {
	procs := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(procs)
	each(t, Options{SegmentBytes: 4096, Slots: 3}, func(t *testing.T, s *Spool) {
		l := newLoad(s, 16, 2000)
		l.run(t, func(batch int) {
			if batch%8 == 0 {
				runtime.GOMAXPROCS(1 + batch/8%9)
			}
		})
		l.check(t)
	})
}

func TestFullSpoolStaysWithinItsBoundAndCountsWhatItRefuses(t *testing.T) {
	each(t, Options{SegmentBytes: 1024, MaxBytes: 8192, Slots: 3}, func(t *testing.T, s *Spool) {
		l := newLoad(s, 32, 2000)
		l.run(t, func(batch int) {
			s.mu.Lock()
			defer s.mu.Unlock()
			held := int64(0)
			for _, q := range append(s.queues, s.standby) {
				for _, g := range q {
					held += int64(len(g.mem))
				}
			}
			if held != s.bytes || held > 8192 {
				t.Errorf("batch %d: the spool holds %d bytes and believes in %d, of at most 8192", batch, held, s.bytes)
			}
		})
		l.check(t)
	})
}

func TestFullSpoolUsesTheRoomThatIsLeft(t *testing.T) {
	each(t, Options{SegmentBytes: 1024, MaxBytes: 2048, Slots: 4}, func(t *testing.T, s *Spool) {
		// As if four processors wrote in turn: two of their slots get no segment.
		accepted := 0
		for i := range 200 {
			c := s.claimSlow(i%4, kindTest, int64(i), 0)
			if c.OK() {
				c.Commit()
				accepted++
			}
		}
		if want := 2048 / frame; accepted != want || s.Dropped() != uint64(200-want) {
			t.Errorf("got %d entries accepted and %d refused, want %d and %d", accepted, s.Dropped(), want, 200-want)
		}
		r := s.NewReader()
		if got := texts(r, 1000); len(got) != accepted {
			t.Errorf("got %d entries, want %d", len(got), accepted)
		}
		r.Ack()
		if !put(s, 1000, "more") {
			t.Error("no room after all has been delivered")
		}
	})
}

func TestFullSpoolThatBlocksRefusesNothing(t *testing.T) {
	each(t, Options{SegmentBytes: 1024, MaxBytes: 8192, Slots: 3, Block: true}, func(t *testing.T, s *Spool) {
		l := newLoad(s, 8, 2000)
		l.run(t, nil)
		if dropped := l.check(t); dropped > 0 {
			t.Errorf("%d entries dropped", dropped)
		}
	})
}

// Who cannot wait gets an answer at once.
func TestClaimNowDoesNotWaitForRoom(t *testing.T) {
	each(t, Options{SegmentBytes: 1024, MaxBytes: 2048, Slots: 1, Block: true}, func(t *testing.T, s *Spool) {
		answered := make(chan int)
		go func() {
			n := 0
			for {
				c := s.ClaimNow(1, int64(n), 100)
				if !c.OK() {
					break
				}
				c.Commit()
				n++
			}
			answered <- n
		}()
		select {
		case n := <-answered:
			if n == 0 || s.Committed() != uint64(n) || s.Dropped() != 1 {
				t.Errorf("got %d entries, %d committed, %d dropped", n, s.Committed(), s.Dropped())
			}
		case <-time.After(BlockTimeout - time.Second):
			t.Error("it waits for room")
		}
	})
}

func TestSegmentsAreUsedAgain(t *testing.T) {
	each(t, Options{SegmentBytes: 1024, MaxBytes: 4096, Slots: 1}, func(t *testing.T, s *Spool) {
		r := s.NewReader()
		for i := range 1000 {
			if !put(s, int64(i), "some 24 bytes of an entry") {
				t.Fatalf("entry %d was refused", i)
			}
			if got := texts(r, int64(i)+1); len(got) != 1 {
				t.Fatalf("got %q, want one entry", got)
			}
			r.Ack()
		}
	})
}

func TestCloseWhileGoroutinesWrite(t *testing.T) {
	each(t, Options{SegmentBytes: 16 << 10}, func(t *testing.T, s *Spool) {
		l := newLoad(s, 16, 2000)
		var wg sync.WaitGroup
		for w := range l.accepted {
			wg.Go(func() { l.write(w) })
		}
		for s.Committed() < 1000 {
			runtime.Gosched()
		}
		s.Close()
		if before, after := s.Committed(), s.Committed(); before != after {
			t.Errorf("got %d entries, then %d: something was committed after Close", before, after)
		}
		wg.Wait()
		r := s.NewReader()
		l.deliver(t, l.take(t, r))
		r.Ack()
		if l.check(t) == 0 {
			t.Error("nothing was refused: the writers were done before Close")
		}
	})
}
