package sink

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	watchEvery   = 5 * time.Second
	watchSoon    = time.Second // after a failure
	watchTimeout = 4 * time.Second
)

// health is what the sink knows of itself and of what it depends on.
type health struct {
	reading          atomic.Bool // it has found the topic
	broker, database state
}

// A state is an error that lasts, or nil.
type state struct {
	mu    sync.Mutex
	known bool
	err   error

	warned bool // that it lasts; only watch looks at it
}

// set notes the latest result and returns what it was before.
func (s *state) set(err error) (before error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before, s.err, s.known = s.err, err, true
	return before
}

func (s *state) get() (err error, known bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.err, s.known
}

// watch measures the group's lag and asks now and then whether brokers and database are there, until Stop.
func (s *Sink) watch() {
	next := time.NewTimer(watchEvery)
	defer next.Stop()
	for found := s.found; ; {
		if s.look() {
			next.Reset(watchEvery)
		} else {
			next.Reset(watchSoon)
		}
		select {
		case <-next.C:
		case <-found:
			found = nil // once
		case <-s.done:
			return
		}
	}
}

// look asks both and says whether they are there, and the topic is the one that is read.
func (s *Sink) look() (well bool) {
	ctx, cancel := context.WithTimeout(s.working, watchTimeout)
	defer cancel()
	spans, err := s.cluster.spans(ctx, s.cluster.topic)
	var committed map[int]int64
	if err == nil {
		if committed, err = s.cluster.committed(ctx, spans); err == nil {
			s.metrics.setLag(behind(spans, committed))
		}
	}
	same := s.inspect(ctx, spans, committed, err)
	if err == nil || s.health.reading.Load() { // before that, whoever looks for the topic says what is wrong
		s.note("kafka", &s.health.broker, err)
	}
	ctx, cancel = context.WithTimeout(s.working, watchTimeout)
	defer cancel()
	down := s.store.Ping(ctx)
	s.note("mongodb", &s.health.database, down)
	return err == nil && down == nil && same
}

// note logs a change for the worse, when it lasts longer than one look, and for the better.
func (s *Sink) note(what string, st *state, err error) {
	if s.working.Err() != nil {
		return
	}
	before := st.set(err)
	switch {
	case err != nil && before != nil && !st.warned:
		s.opt.Logger.Warn("cannot be reached", "what", what, "error", err)
		st.warned = true
	case err == nil && st.warned:
		s.opt.Logger.Info("can be reached again", "what", what)
		st.warned = false
	}
}
