package capture

import (
	"context"
	"unsafe"
)

// A Loop is one run of a loop: its iterations, one after the other, each a task. It lives on the stack of the function
// that the loop is in.
//
//	var l capture.Loop
//	if capture.On() {
//		l.Begin(&site)
//	}
//	for i, x := range xs {
//		if l.Next() {
//			l.String("item", x)
//		}
//		…
//		l.EndIteration()
//	}
//	l.End()
type Loop struct {
	Record // of the iteration that runs

	// To be set before Begin where they differ from the zero value.
	Every  uint64 // record iterations 0, n, 2n, …; 0 is 1
	Parent string // the parent's id, instead of the current task
	OwnI   bool   // the program records a value called i itself: leave the iteration's number out

	group  uint64
	up     place
	wf     *Workflow // nil: the loop is not captured
	count  uint64
	before unsafe.Pointer // the goroutine's labels before the loop
	light  *node          // stands on the goroutine while a lightweight loop runs, for EndIter
}

// Begin begins a loop of t.
func (l *Loop) Begin(t *Site) { l.BeginContext(t, nil) }

// BeginContext is Begin where a task that ctx carries is the parent rather than the one running on this goroutine.
func (l *Loop) BeginContext(t *Site, ctx context.Context) {
	wf := current.Load()
	if wf == nil {
		return
	}
	s := wf.s
	l.site = t
	n := carried(ctx)
	if s.parents {
		l.before = getLabels()
		if n == nil {
			n = nodeOf(l.before)
		}
	}
	if n != nil && !n.wf.stopped.Load() {
		wf, l.up = n.wf, n.place
	}
	if l.Parent != "" {
		parent := l.Parent // a copy, so that the loop stays on the stack
		l.up = place{name: &parent}
	}
	l.wf = wf
	l.group = groupIDs | wf.groups.Add(1)
	if t.Flags&Lightweight != 0 && s.parents && t.number(s) != 0 {
		l.light = enter(t, wf, l.up, l.before)
		l.light.iteration = l.light
	}
}

// Captured says whether the loop is captured.
func (l *Loop) Captured() bool { return l.wf != nil }

// Next begins the next iteration and says whether it is recorded; the used values follow, i is there already.
func (l *Loop) Next() bool {
	if l.wf == nil || l.wf.stopped.Load() {
		return false
	}
	l.count++
	if l.Every > 1 && (l.count-1)%l.Every != 0 {
		return false
	}
	r := &l.Record
	r.n, r.fields, r.usedNum, r.usedLen, r.depth, r.phase, r.extraNum = 0, 0, 0, 0, 0, recordingUsed, 0
	r.wf, r.parent = l.wf, l.up
	r.id, r.index = l.group, l.count
	l.wf.count()
	if !l.OwnI {
		r.Uint64("i", l.count-1)
	}
	if r.site.Flags&Lightweight != 0 {
		return true
	}
	if s := l.wf.s; s.parents && r.site.number(s) != 0 {
		r.prev = l.before
		r.node = enter(r.site, l.wf, place{id: r.id, index: r.index}, l.before)
		r.node.iteration = r.node
	}
	if measured := l.wf.s.measures(r.site); measured != nil {
		r.measure(ExtraTelemetryAtStart, measured)
	}
	r.start = l.wf.s.now()
	return true
}

// Index is the number of the iteration that runs, counted from 0.
func (l *Loop) Index() uint64 { return l.count - 1 }

// EndIteration ends the iteration that runs, if one is being recorded, with the values that were generated since
// Generated was called and those that EndIter has added.
func (l *Loop) EndIteration() { l.finishIteration(StatusFinished) }

// FailIteration ends the iteration that runs as one that failed for the reason given.
func (l *Loop) FailIteration(why string) {
	if l.Record.wf != nil {
		l.extra(ExtraStderr, why)
		l.finishIteration(StatusError)
	}
}

func (l *Loop) finishIteration(status Status) {
	r := &l.Record
	if r.wf == nil {
		return
	}
	n := r.node
	if n == nil {
		n = l.light
	}
	if n != nil && status == StatusFinished {
		r.take(n.added.Swap(nil))
	}
	r.finish(status)
}

// End ends the loop.
func (l *Loop) End() {
	l.EndIteration()
	if l.light != nil {
		l.light.leave(l.before)
		l.light = nil
	}
	l.wf = nil
}

// An addition is what EndIter adds to an iteration: encoded entries.
type addition struct {
	entries []byte
	n       int
}

// take writes what was added to the iteration as generated values.
func (r *Record) take(a *addition) {
	if a == nil {
		return
	}
	if r.phase == recordingUsed {
		r.Generated()
	}
	r.n = len(append(r.room(len(a.entries)), a.entries...))
	r.fields += uint16(a.n)
}

// EndIter adds values to what the innermost iteration running on this goroutine has generated. It does nothing where
// there is none.
func EndIter(values map[string]any) {
	n := nodeOf(getLabels())
	if n == nil || n.iteration == nil || len(values) == 0 {
		return
	}
	n = n.iteration
	var a addition
	if old := n.added.Load(); old != nil {
		a = *old
	}
	r := Record{wf: n.wf}
	for k, v := range values {
		r.Field(k).Any(v)
	}
	a.entries = append(a.entries[:len(a.entries):len(a.entries)], r.values()...)
	a.n += len(values)
	r.release()
	n.added.Store(&a)
}
