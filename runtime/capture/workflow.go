package capture

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
)

// A Workflow is what tasks belong to.
type Workflow struct {
	ID         string
	CampaignID string

	s         *Session
	number    uint32
	stopped   atomic.Bool
	prefix    uint64        // first half of the ids of its tasks
	locals    []local       // by P
	elsewhere atomic.Uint64 // calls that began where there is no local
	groups    atomic.Uint64
	custom    atomic.Uint64
	dropped   atomic.Uint64
	asking    node // what runs while a context is asked what it carries
}

// StartWorkflow makes a workflow the current one; nil if the spool has no room for it.
func (s *Session) StartWorkflow(id, campaignID string) *Workflow {
	s.mu.Lock()
	defer s.mu.Unlock()
	w := &Workflow{
		ID:         id,
		CampaignID: campaignID,
		s:          s,
		number:     s.number + 1,
		prefix:     randomPrefix(),
		locals:     make([]local, runtime.GOMAXPROCS(0)),
	}
	w.asking.wf, w.asking.labels.list = w, ownLabels
	w.asking.own.Store(true)
	if !s.Spool.Define(KindWorkflow, appendWorkflow(nil, w)) {
		return nil
	}
	s.number++
	s.Tick() // records without times come after the one that says the workflow runs
	s.running, s.known = append(s.running, w), append(s.known, w)
	current.Store(w)
	return w
}

// randomPrefix is from the runtime's own generator, which the system seeds. The one of crypto/rand leaves a timer of a
// minute behind, stopped but there, and as long the runtime does not see that all goroutines are asleep.
func randomPrefix() uint64 { return rand.Uint64() }

// Number is how the entries of the spool call the workflow.
func (w *Workflow) Number() uint32 { return w.number }

// The numbers of loops and of tasks made by hand: upper bits that no other call's has.
const (
	groupIDs  = 0xffff << 48
	customIDs = 0
)

// Dropped is the number of calls whose record found no room in the spool.
func (w *Workflow) Dropped() uint64 { return w.dropped.Load() }

// Stopped says whether Stop has been called.
func (w *Workflow) Stopped() bool { return w.stopped.Load() }

// Stop ends the capture of calls for w. The workflow started last of those still running becomes the current one.
func (w *Workflow) Stop() {
	s := w.s
	s.mu.Lock()
	defer s.mu.Unlock()
	if w.stopped.Swap(true) {
		return
	}
	s.running = slices.DeleteFunc(s.running, func(r *Workflow) bool { return r == w })
	if current.Load() != w {
		return
	}
	if n := len(s.running); n > 0 {
		current.Store(s.running[n-1])
	} else {
		current.Store(nil)
	}
}
