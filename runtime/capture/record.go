package capture

import (
	"context"
	"unsafe"
)

// inline is the room for values in a Record itself. Larger records go to a pooled buffer.
const inline = 224

// A Record is one call of a site while it runs. Generated code keeps it on the caller's stack: Begin, the used values,
// and in the deferred function Generated, the generated values, End; or one of Panicked, Exited, Failed.
type Record struct {
	wf    *Workflow // nil: the call is not captured
	site  *Site
	id    uint64
	index uint64 // of an iteration, counted from 1; id is its group's then
	start int64

	parent place
	node   *node          // ours on the goroutine while the call runs; nil for lightweight ones
	prev   unsafe.Pointer // the goroutine's labels before

	over     *overflow // where buf does not suffice
	oddment  *oddment
	n        int    // bytes of values written, used ones first
	usedLen  int    // of them used ones, once Generated has been called
	fields   uint16 // in the map that is open
	usedNum  uint16
	depth    uint8
	phase    uint8
	child    bool // a model's forward call within another one's
	extraNum uint8
	buf      [inline]byte
}

// The phases of a record.
const (
	recordingUsed = iota
	recordingGenerated
	recordingNothing // a handler has left all generated values out
)

// Begin starts the record of a call of t. The used values follow.
func (r *Record) Begin(t *Site) {
	wf := current.Load()
	if wf == nil {
		return // stopped since On was asked
	}
	r.begin(wf, t)
}

// BeginContext is Begin for a function with a context parameter: a task that ctx carries (ContextWithTask) is the
// parent rather than the one running on this goroutine. ctx itself is neither changed nor kept.
func (r *Record) BeginContext(t *Site, ctx context.Context) {
	wf := current.Load()
	if wf == nil {
		return
	}
	if n := carried(ctx); n != nil && !n.wf.stopped.Load() {
		if n.isTask() {
			r.parent = n.place
			r.beginIn(n.wf, t)
			return
		}
		wf = n.wf
	}
	r.begin(wf, t)
}

// begin finds the parent on the goroutine.
func (r *Record) begin(wf *Workflow, t *Site) {
	if !wf.s.parents {
		if hushed() {
			return
		}
	} else if up := nodeOf(getLabels()); up != nil {
		if up.own.Load() {
			return
		}
		if !up.wf.stopped.Load() {
			wf, r.parent = up.wf, up.place
		}
	}
	r.beginIn(wf, t)
}

// beginIn begins the record of a task of wf whose parent is known.
func (r *Record) beginIn(wf *Workflow, t *Site) {
	r.wf, r.site = wf, t
	if t.Flags&Lightweight != 0 {
		r.id, _ = wf.take(false)
		return
	}
	s := wf.s
	if r.id, r.node = wf.take(s.parents && t.number(s) != 0); r.node != nil {
		r.prev = getLabels()
		r.node.id = r.id
		r.node.enter(t, r.prev)
	}
	if measured := wf.s.measures(t); measured != nil {
		r.measure(ExtraTelemetryAtStart, measured)
	}
	r.start = wf.s.now()
}

// Generated closes the used values: what follows is generated.
func (r *Record) Generated() {
	r.usedLen, r.usedNum = r.n, r.fields
	r.fields, r.phase = 0, recordingGenerated
}

// End ends the record of a call that returned.
func (r *Record) End() { r.finish(StatusFinished) }

// Panicked ends the record of a call that panics with p, which the caller recovered and panics with again.
func (r *Record) Panicked(p any) {
	k := r.repanics()
	r.extra(ExtraStderr, panicText(p))
	r.finish(StatusError)
	passOn(k)
}

// Failed ends the record of a call that returned the error err, and says whether it did: a nil err is no failure.
func (r *Record) Failed(err error) bool {
	if err == nil {
		return false
	}
	r.extra(ExtraStderr, errorText(err))
	r.finish(StatusError)
	return true
}

// Exited says whether the deferred function that calls it runs because of runtime.Goexit (as t.FailNow does), or because
// of a panic that nobody recovers here, and ends the record if so. It must be called by the deferred function itself.
//
// Where the caller has recovered and found nil, a panic can only be one with nil (GODEBUG=panicnil=1), and goes on from here.
//
//go:noinline
func (r *Record) Exited() bool {
	switch ranBy() {
	case byReturn:
		return false
	case byGoexit:
		r.extra(ExtraStderr, "runtime.Goexit called")
	case byPanic:
		if r.wf != nil && r.site.Flags&ObservePanics == 0 {
			r.extra(ExtraStderr, "panic: nil")
			r.finish(StatusError)
			panic(nil)
		}
		r.extra(ExtraStderr, "panic")
	}
	r.finish(StatusError)
	return true
}

// finish hands the record to the spool.
func (r *Record) finish(status Status) {
	wf := r.wf
	if wf == nil {
		return
	}
	s := wf.s
	h := taskHeader{status: status, start: r.start}
	stamp := s.coarse.Load()
	if r.site.Flags&Lightweight == 0 {
		h.end = s.now()
		stamp = h.end
		h.flags |= timed
		if measured := s.measures(r.site); measured != nil {
			r.measure(ExtraTelemetryAtEnd, measured)
		}
	}
	if r.node != nil {
		r.node.leave(r.prev)
	}
	if r.phase == recordingUsed {
		r.usedLen, r.usedNum, r.fields = r.n, r.fields, 0
	} else if status == StatusFinished && r.phase == recordingGenerated {
		h.flags |= hasGenerated
	}
	if r.child {
		h.flags |= childForward
	}
	if !h.write(r, s, stamp) {
		wf.dropped.Add(1)
	}
	if r.over != nil || r.oddment != nil {
		r.release()
	}
	r.wf = nil // a second End does nothing
}
