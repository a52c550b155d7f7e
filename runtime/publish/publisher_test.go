package publish

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// Nothing comes of itself in these tests, but for full segments.
var slow = Options{Interval: time.Hour}

func TestFlushDeliversWhatWasCommitted(t *testing.T) {
	s, to := open(t, capture.Config{}), &recording{}
	p := Start(s, to, slow)
	want := send(t, s, "a", 100)
	if err := p.Flush(patience(t)); err != nil {
		t.Fatal(err)
	}
	if got := to.messages(); !slices.Equal(got, want) {
		t.Errorf("after Flush: got %q, want %q", got, want)
	}
	want = append(want, send(t, s, "b", 100)...)
	if err := p.Close(patience(t)); err != nil {
		t.Fatal(err)
	}
	if got := to.messages(); !slices.Equal(got, want) {
		t.Errorf("after Close: got %q, want %q", got, want)
	}
	if c := p.Counters(); c.Published != 200 || c.Acknowledged != 200 || c.Malformed != 0 {
		t.Errorf("got %+v, want 200 published and acknowledged", c)
	}
}

func TestEntriesAreDeliveredWithoutBeingAskedFor(t *testing.T) {
	s, to := open(t, capture.Config{}), &recording{}
	p := Start(s, to, Options{Interval: time.Millisecond})
	send(t, s, "a", 1)
	for ctx := patience(t); p.Counters().Acknowledged < 1; {
		if ctx.Err() != nil {
			t.Fatal("nothing was delivered")
		}
	}
	if err := p.Close(patience(t)); err != nil {
		t.Error(err)
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s, to := open(t, capture.Config{}), &recording{}
	want := send(t, s, strings.Repeat("x", 90), 500)
	p := Start(s, to, Options{Interval: time.Hour, BatchBytes: 1000})
	if err := p.Close(patience(t)); err != nil {
		t.Fatal(err)
	}
	if got := to.messages(); !slices.Equal(got, want) {
		t.Errorf("got %d messages in %d batches, want %d", len(got), len(to.batches), len(want))
	}
	for i, n := range to.bytes {
		if n >= 1100 || n < 1000 && i < len(to.bytes)-1 {
			t.Errorf("batch %d: got %d bytes, want 1000 and at most one message more", i, n)
		}
	}
}

func TestTransportThatFailsForAWhile(t *testing.T) {
	to := &recording{refuse: func(attempt int) error {
		switch {
		case attempt <= 3:
			return errDown
		case attempt <= 4:
			return errors.New("not the leader")
		}
		return nil
	}}
	var heard problems
	s := open(t, capture.Config{})
	p := Start(s, to, Options{Interval: time.Hour, OnError: heard.add})
	want := send(t, s, "a", 10)
	if err := p.Flush(patience(t)); err != nil {
		t.Fatal(err)
	}
	if got := to.messages(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := heard.all(); !slices.Equal(got, []string{"broker is down", "not the leader"}) {
		t.Errorf("heard %q, want each lasting error once", got)
	}
	if err := p.Close(patience(t)); err != nil {
		t.Error(err)
	}
}

func TestTransportThatFailsForEver(t *testing.T) {
	to := &recording{refuse: func(int) error { return errDown }}
	var heard problems
	s := open(t, capture.Config{})
	p := Start(s, to, Options{Interval: time.Hour, OnError: heard.add})
	send(t, s, "a", 10)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if err := p.Flush(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Flush: got %v, want the context's error", err)
	}
	if err := p.Close(ended()); !errors.Is(err, context.Canceled) {
		t.Errorf("Close: got %v, want that it was given up", err)
	}
	if c := p.Counters(); c.Published != 0 || c.Acknowledged != 0 {
		t.Errorf("got %+v, want nothing published", c)
	}
	if got := heard.all(); !slices.Equal(got, []string{"broker is down"}) {
		t.Errorf("heard %q, want the error once", got)
	}
	// What was not delivered is there for whoever reads next.
	n, r := 0, s.Spool.NewReader()
	r.Next(1<<62, func(e spool.Entry) bool {
		if e.Kind == capture.KindMessage {
			n++
		}
		return true
	})
	if n != 10 {
		t.Errorf("got %d messages left, want 10", n)
	}
}

// Who gives up waiting learns what the transport's trouble was, though it is not asked again.
func TestGivingUpSaysWhatTheTroubleWas(t *testing.T) {
	to := &recording{refuse: func(int) error { return errDown }}
	var heard problems
	s := open(t, capture.Config{})
	p := Start(s, heeding{to}, Options{Interval: time.Hour, OnError: heard.add})
	send(t, s, "a", 1)
	ctx, cancel := context.WithCancel(context.Background())
	flushed := make(chan error)
	go func() { flushed <- p.Flush(ctx) }()
	for len(heard.all()) == 0 {
		runtime.Gosched()
	}
	cancel()
	if err := <-flushed; !errors.Is(err, context.Canceled) {
		t.Errorf("Flush: got %v, want the context's error", err)
	}
	if err := p.Close(ended()); !errors.Is(err, context.Canceled) || !errors.Is(err, errDown) {
		t.Errorf("Close: got %v, want that it was given up and %v", err, errDown)
	}
}

func TestTransportThatBlocks(t *testing.T) {
	to := &blocking{make(chan struct{})}
	s := open(t, capture.Config{})
	p := Start(s, to, slow)
	send(t, s, "a", 1)
	flushed := make(chan error)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { flushed <- p.Flush(ctx) }()
	<-to.entered
	cancel()
	if err := <-flushed; !errors.Is(err, context.Canceled) {
		t.Errorf("Flush: got %v, want the context's error", err)
	}
	if err := p.Close(ended()); !errors.Is(err, context.Canceled) {
		t.Errorf("Close: got %v, want that it was given up", err)
	}
	select {
	case <-p.done:
	default:
		t.Error("the goroutine is still there")
	}
}

func TestCloseTwice(t *testing.T) {
	s, to := open(t, capture.Config{}), &recording{}
	p := Start(s, to, slow)
	first, second := p.Close(patience(t)), p.Close(patience(t))
	if first != nil || second != nil || to.closed != 1 {
		t.Errorf("got %v, then %v, and the transport closed %d times, want once", first, second, to.closed)
	}
	if err := p.Flush(patience(t)); err != nil {
		t.Errorf("Flush after Close: got %v", err)
	}
}

// Who writes faster than the transport takes would make a Flush wait for ever that wanted everything.
func TestFlushUnderLoad(t *testing.T) {
	s := open(t, capture.Config{})
	var stop atomic.Bool
	var allowed atomic.Uint64 // messages: no more, so that there are not too many on a loaded machine
	allowed.Store(1000)
	to := &recording{}
	to.refuse = func(int) error { // takes a batch of 146 messages while 300 others come
		to.batches, to.bytes = nil, nil
		for n := allowed.Add(300); s.Spool.Committed() < n && s.Spool.Dropped() == 0 && !stop.Load(); {
			runtime.Gosched()
		}
		return nil
	}
	p := Start(s, to, Options{Interval: time.Hour, BatchBytes: 1 << 10})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for n := uint64(0); !stop.Load(); {
			if n < allowed.Load() && s.Message([]byte("message")) {
				n++
			} else {
				runtime.Gosched()
			}
		}
	}()
	for s.Spool.Committed() < 1000 {
		runtime.Gosched()
	}
	if err := p.Flush(patience(t)); err != nil {
		t.Error(err)
	}
	stop.Store(true)
	<-done
	if err := p.Close(patience(t)); err != nil {
		t.Error(err)
	}
}

func TestOnErrorMayAskThePublisher(t *testing.T) {
	s, to := open(t, capture.Config{}), &recording{}
	w := s.StartWorkflow("w", "c")
	defer w.Stop()
	var p *Publisher
	heard := 0
	ready := make(chan struct{})
	p = Start(s, to, Options{Interval: time.Hour, OnError: func(error) {
		<-ready
		p.Seen(w)
		p.Counters()
		heard++
	}})
	close(ready)
	c := s.Spool.Claim(99, s.Now(), 1)
	c.Commit()
	c = s.Spool.Claim(capture.KindTask, s.Now(), 5)
	c.Commit()
	want := send(t, s, "a", 1)
	if err := p.Close(patience(t)); err != nil {
		t.Fatal(err)
	}
	if got := to.messages(); !slices.Equal(got, want) || heard != 2 || p.Counters().Malformed != 2 {
		t.Errorf("got %q, %d errors and %+v, want the message and 2 malformed entries", got, heard, p.Counters())
	}
}

func TestDroppedEntriesAreReportedWhileTheTransportIsDown(t *testing.T) {
	s := open(t, capture.Config{Spool: spool.Options{SegmentBytes: 1024, MaxBytes: 16 << 10}})
	var heard problems
	var up atomic.Bool
	to := &recording{refuse: func(int) error {
		if up.Load() {
			return nil
		}
		return errDown
	}}
	p := Start(s, to, Options{Interval: time.Hour, OnError: heard.add})
	for s.Message(make([]byte, 500)) {
	}
	for ctx := patience(t); !slices.Contains(heard.all(), "spool is full: 1 records dropped"); {
		if ctx.Err() != nil {
			t.Fatalf("heard %q, want how many records were dropped", heard.all())
		}
	}
	up.Store(true)
	if err := p.Close(patience(t)); err != nil {
		t.Error(err)
	}
}
