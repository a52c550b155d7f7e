package sink

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

const (
	watchEvery   = 5 * time.Second
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
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		s.look()
		select {
		case <-tick.C:
		case <-s.done:
			return
		}
	}
}

func (s *Sink) look() {
	ctx, cancel := context.WithTimeout(s.working, watchTimeout)
	defer cancel()
	spans, err := s.cluster.spans(ctx, s.cluster.topic)
	if err == nil {
		var left map[int]int64
		if left, err = s.cluster.left(ctx, spans); err == nil {
			s.metrics.setLag(left)
		}
	}
	s.note("kafka", &s.health.broker, err)
	ctx, cancel = context.WithTimeout(s.working, watchTimeout)
	defer cancel()
	s.note("mongodb", &s.health.database, s.store.Ping(ctx))
}

// note logs a change for the worse or the better.
func (s *Sink) note(what string, st *state, err error) {
	if s.working.Err() != nil {
		return
	}
	switch before := st.set(err); {
	case err != nil && before == nil:
		s.opt.Logger.Warn("cannot be reached", "what", what, "error", err)
	case err == nil && before != nil:
		s.opt.Logger.Info("can be reached again", "what", what)
	}
}
