package capture

import (
	"crypto/rand"
	"encoding/binary"
	"runtime"
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
	Spool     spool.Options
}

// A Session is what one process captures, from the start of its first workflow until its records are published.
type Session struct {
	Spool *spool.Spool

	serial  uint32
	prefix  uint64 // first half of each task id
	base    time.Time
	limits  Limits
	parents bool

	coarse   atomic.Int64 // the clock as the publisher last read it: stamps records that have no times
	ids      []counter    // tasks begun, by P
	messages atomic.Uint64

	mu      sync.Mutex
	sites   uint32
	running []*Workflow // in order of their start
	number  uint32      // of the last workflow
}

type counter struct {
	atomic.Uint64
	_ [64 - 8]byte // a cache line each
}

// Open makes a session. Nothing is captured before its first workflow is started.
func Open(c Config) *Session {
	s := &Session{
		Spool:   spool.New(c.Spool),
		serial:  serials.Add(1),
		prefix:  randomPrefix(),
		base:    time.Now(),
		limits:  c.Limits.withDefaults(),
		parents: !c.NoParents && labelsUsable,
		ids:     make([]counter, runtime.GOMAXPROCS(0)),
	}
	s.defineProcess()
	return s
}

func randomPrefix() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// now is the time since the session was opened, in nanoseconds of the monotonic clock.
func (s *Session) now() int64 { return int64(time.Since(s.base)) }

// Now is the session's clock, in nanoseconds: what entries are stamped with.
func (s *Session) Now() int64 { return s.now() }

// nextID gives a task its number: unique in this process, and with the session's prefix everywhere. Upper 16 bits: the
// counter that it came from.
func (s *Session) nextID() uint64 {
	at := uint64(spool.SlotHint()) % uint64(len(s.ids))
	return (at+1)<<48 | s.ids[at].Add(1)
}

// InFlight is the number of captured calls that have begun and not ended.
func (s *Session) InFlight() uint64 {
	// Committed first: a call that ends in between is then counted as in flight, never the other way round.
	ended := s.Spool.Committed() + s.Spool.Dropped()
	begun := s.messages.Load()
	for i := range s.ids {
		begun += s.ids[i].Load()
	}
	if ended > begun {
		return 0
	}
	return begun - ended
}

// A Workflow is what tasks belong to.
type Workflow struct {
	ID         string
	CampaignID string

	s       *Session
	number  uint32
	stopped atomic.Bool
}

// StartWorkflow makes a workflow the current one.
func (s *Session) StartWorkflow(id, campaignID string) *Workflow {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.number++
	w := &Workflow{ID: id, CampaignID: campaignID, s: s, number: s.number}
	s.Spool.Define(KindWorkflow, appendFields(binary.LittleEndian.AppendUint32(nil, w.number), id, campaignID))
	s.running = append(s.running, w)
	current.Store(w)
	return w
}

// Stop ends the capture of calls for w. The workflow started last of those still running becomes the current one.
func (w *Workflow) Stop() {
	s := w.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.stopped.Swap(true) {
		return
	}
	for i, r := range s.running {
		if r == w {
			s.running = append(s.running[:i], s.running[i+1:]...)
			break
		}
	}
	if current.Load() != w {
		return
	}
	if n := len(s.running); n > 0 {
		current.Store(s.running[n-1])
	} else {
		current.Store(nil)
	}
}

// Running is the number of workflows that are running.
func (s *Session) Running() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.running)
}

// Message appends a complete record, one msgpack map.
func (s *Session) Message(msg []byte) bool {
	s.messages.Add(1)
	c := s.Spool.Claim(KindMessage, s.now(), len(msg))
	if !c.OK() {
		return false
	}
	copy(c.Buf, msg)
	c.Commit()
	return true
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
