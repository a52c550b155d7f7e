package capture

import (
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// current is the workflow that calls without a parent belong to. It is nil when nothing is captured.
var current atomic.Pointer[Workflow]

// On reports whether calls are captured: whether a workflow is running. It costs one atomic load.
func On() bool { return current.Load() != nil }

// MethodPanics counts the value methods (MarshalText, Error, Dims, …) that panicked while they were captured.
var MethodPanics atomic.Uint64

var serials atomic.Uint32

// Config says how a session captures. Zero fields take their defaults.
type Config struct {
	Limits    Limits
	NoParents bool // do not find a task's parent by its goroutine, leave the profiler's labels alone
	Hostname  string

	// Telemetry is recorded with every task that has times and says nothing about it, TelemetryOnRequest with those that
	// ask for it; the latter is asked for at each such task, and so may begin measuring at the first. Either may be nil.
	Telemetry          Snapshot
	TelemetryOnRequest func() Snapshot

	Spool spool.Options
}

// A Session is what one process captures, from the start of its first workflow until its records are published.
type Session struct {
	Spool *spool.Spool

	serial  uint32
	base    time.Time
	limits  Limits
	parents bool

	telemetry Snapshot
	onRequest func() Snapshot

	outside *Workflow // stands for none: what values outside of calls belong to

	coarse atomic.Int64 // the clock as the publisher last read it: stamps records that have no times

	mu      sync.Mutex
	sites   uint32
	running []*Workflow // in order of their start
	known   []*Workflow // those running and those whose calls have not all ended
	begun   uint64      // calls of workflows that are no longer known
	number  uint32      // of the last workflow
	agents  map[string]bool

	messages atomic.Uint64 // committed
}

// Open makes a session. Nothing is captured before its first workflow is started.
func Open(c Config) *Session {
	s := &Session{
		Spool:   spool.New(c.Spool),
		serial:  serials.Add(1),
		base:    time.Now(),
		limits:  c.Limits.withDefaults(),
		parents: !c.NoParents && labelsUsable,

		telemetry: c.Telemetry,
		onRequest: c.TelemetryOnRequest,
	}
	s.outside = &Workflow{s: s}
	s.Spool.Define(KindProcess, appendFields(nil, c.Hostname, strconv.Itoa(os.Getpid())))
	s.Reanchor(0)
	return s
}

// now is the time since the session was opened, in nanoseconds of the monotonic clock.
func (s *Session) now() int64 { return int64(time.Since(s.base)) }

// Now is the session's clock, in nanoseconds: what entries are stamped with.
func (s *Session) Now() int64 { return s.now() }

// At is what the session's clock showed at t, which time.Now has returned.
func (s *Session) At(t time.Time) int64 { return int64(t.Sub(s.base)) }

// Tick reads the clock for records that have no times of their own, and returns it. Whoever reads the spool calls it
// first and takes what is stamped before.
func (s *Session) Tick() int64 {
	now := s.now()
	for {
		was := s.coarse.Load()
		if was >= now { // somebody else has read it since
			return was
		}
		if s.coarse.CompareAndSwap(was, now) {
			return now
		}
	}
}

// Running is the number of workflows that are running.
func (s *Session) Running() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running)
}

// Message appends a complete record, one msgpack map; false if there is no room for it.
func (s *Session) Message(msg []byte) bool {
	return s.message(s.Spool.Claim(KindMessage, s.now(), len(msg)), msg)
}

// MessageNow is Message that does not wait for room, whatever the settings say.
func (s *Session) MessageNow(msg []byte) bool {
	return s.message(s.Spool.ClaimNow(KindMessage, s.now(), len(msg)), msg)
}

func (s *Session) message(c spool.Claim, msg []byte) bool {
	if !c.OK() {
		return false
	}
	copy(c.Buf, msg)
	s.messages.Add(1)
	c.Commit()
	return true
}

// InFlight is the number of captured calls that have begun and not ended.
func (s *Session) InFlight() uint64 {
	// What has ended is counted first, and messages last: a call that ends meanwhile may count as in flight, but no
	// record that was never begun is taken off.
	ended := s.Spool.Committed()
	s.mu.Lock()
	defer s.mu.Unlock()
	begun := s.begun + s.messages.Load()
	for _, w := range s.known {
		begun += w.Begun() - w.Dropped()
	}
	if ended > begun {
		return 0
	}
	return begun - ended
}

// Forget says that all calls of w have ended.
func (s *Session) Forget(w *Workflow) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := slices.Index(s.known, w); i >= 0 {
		s.known = slices.Delete(s.known, i, i+1)
		s.begun += w.Begun() - w.Dropped()
	}
}

// register gives a site its number and describes it in the spool; 0 if the spool is full.
func (s *Session) register(t *Site) uint32 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if reg := t.reg.Load(); uint32(reg>>32) == s.serial {
		return uint32(reg)
	}
	n := s.sites + 1
	if !s.Spool.Define(KindSite, appendSite(nil, n, t)) {
		return 0
	}
	s.sites = n
	if t.labels == nil {
		t.labels = []label{{activityLabel, t.Activity}}
	}
	t.reg.Store(uint64(s.serial)<<32 | uint64(n))
	return n
}
