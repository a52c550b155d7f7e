package capture

import (
	"context"
	"maps"
	"slices"
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
	Keep   bool   // Next is true for iterations that Every passes over as well: what they use is kept for one that fails

	group     uint64
	up        place
	wf        *Workflow // nil: the loop is not captured
	count     uint64
	passed    bool           // the iteration that runs is not recorded, because of Every
	returning bool           // the function is about to return from the iteration that runs
	since     int64          // when it began
	before    unsafe.Pointer // the goroutine's labels before the loop
	light     *node          // for EndIter, where iterations have no node of their own: lightweight ones, and those passed over
}

// Begin begins a loop of t.
func (l *Loop) Begin(t *Site) { l.BeginContext(t, nil) }

// BeginContext is Begin where a task that ctx carries is the parent rather than the one running on this goroutine.
func (l *Loop) BeginContext(t *Site, ctx context.Context) {
	wf := current.Load()
	if wf == nil || hushed() {
		l.reset()
		return
	}
	s := wf.s
	l.site, l.count, l.up, l.returning = t, 0, place{}, false
	n := carried(ctx)
	if s.parents {
		l.before = getLabels()
		if !n.isTask() {
			n = either(nodeOf(l.before), n)
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
	if (t.Flags&Lightweight != 0 || l.Every > 1) && s.parents && t.number(s) != 0 {
		l.light = &node{wf: wf, place: l.up}
		l.light.enter(t, l.before)
		l.light.iteration = l.light
	}
}

// Captured says whether the loop is captured.
func (l *Loop) Captured() bool { return l.wf != nil }

// Next begins the next iteration and says whether it is recorded; the used values follow, i is there already.
func (l *Loop) Next() bool { return l.wf != nil && l.next() }

func (l *Loop) next() bool {
	l.EndIteration()
	if l.wf.stopped.Load() {
		return false
	}
	l.count++
	if l.light != nil {
		l.light.added.Store(nil) // of an iteration that was passed over
	}
	if l.passed = l.Every > 1 && (l.count-1)%l.Every != 0; l.passed {
		if l.site.Flags&Lightweight == 0 {
			l.since = l.wf.s.now()
		}
		if l.Keep {
			l.prepare()
		}
		return l.Keep
	}
	l.begin()
	return true
}

// Recall begins the iteration that Next has passed over after all, because it fails, and says whether there is one; the
// used values follow as after Next.
func (l *Loop) Recall() bool {
	if !l.passed {
		return false
	}
	l.passed = false
	l.begin()
	l.start = l.since
	return true
}

// prepare makes the record of an iteration ready for what it uses.
func (l *Loop) prepare() {
	r := &l.Record
	r.n, r.fields, r.usedNum, r.usedLen, r.depth, r.phase, r.extraNum = 0, 0, 0, 0, 0, recordingUsed, 0
	r.wf, r.parent, r.node = l.wf, l.up, nil
	r.id, r.index = l.group, l.count
	if !l.OwnI {
		r.Uint64("i", l.count-1)
	}
}

// begin begins the record of an iteration.
func (l *Loop) begin() {
	l.prepare()
	r := &l.Record
	if r.site.Flags&Lightweight != 0 {
		l.wf.take(false)
		return
	}
	s := l.wf.s
	if _, r.node = l.wf.take(s.parents && r.site.number(s) != 0); r.node != nil {
		r.prev = getLabels() // not what they were before the loop: an iterator function may be a task itself
		r.node.id, r.node.index = r.id, r.index
		r.node.enter(r.site, r.prev)
		r.node.iteration = r.node
	}
	if measured := l.wf.s.measures(r.site); measured != nil {
		r.measure(ExtraTelemetryAtStart, measured)
	}
	r.start = l.wf.s.now()
}

// Index is the number of the iteration that runs, counted from 0.
func (l *Loop) Index() uint64 { return l.count - 1 }

// EndIteration ends the iteration that runs, if one is being recorded, with the values that were generated since
// Generated was called and those that EndIter has added.
func (l *Loop) EndIteration() {
	if l.Record.wf != nil {
		l.endIteration()
	}
	l.passed = false
}

func (l *Loop) endIteration() {
	if l.passed { // and kept in vain
		l.release()
		l.Record.wf = nil
		return
	}
	l.finishIteration(StatusFinished)
}

// FailIteration ends the iteration that runs as one that failed for the reason given.
func (l *Loop) FailIteration(why string) {
	if l.Record.wf != nil {
		if l.passed {
			l.passed = false
			l.wf.take(false)
			l.start = l.since
		}
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
	if l.wf != nil || l.light != nil {
		l.end()
	}
}

func (l *Loop) end() {
	l.EndIteration()
	if l.light != nil {
		l.light.leave(l.before)
		l.light = nil
	}
	l.wf = nil
	l.reset()
}

// reset makes the loop ready to be another one.
func (l *Loop) reset() { l.Every, l.Parent, l.OwnI, l.Keep = 0, "", false, false }

// An addition is what EndIter adds to an iteration: entries by their keys.
type addition []added

type added struct {
	key   string
	entry []byte // key and value, encoded
}

// with is a joined with b, which wins. Neither is changed.
func (a addition) with(b addition) addition {
	all := slices.Clone(a)
	for _, e := range b {
		if i := slices.IndexFunc(all, func(old added) bool { return old.key == e.key }); i >= 0 {
			all[i] = e
		} else {
			all = append(all, e)
		}
	}
	return all
}

// take writes what was added to the iteration as generated values, in place of those of the same names.
func (r *Record) take(a *addition) {
	if a == nil {
		return
	}
	if r.phase == recordingUsed {
		r.Generated()
	}
	for _, e := range *a {
		r.drop(e.key)
		r.n = len(append(r.room(len(e.entry)), e.entry...))
		r.fields++
	}
}

// Skip keeps what EndIter adds in a loop that is not captured from an iteration that runs around it, until End.
func (l *Loop) Skip() {
	prev := getLabels()
	up := nodeOf(prev)
	if up == nil || up.iteration == nil {
		return
	}
	l.before = prev
	l.light = &node{labels: up.labels, place: up.place, wf: up.wf, user: up.user}
	setLabels(unsafe.Pointer(l.light))
}

// EndIter adds values to what the innermost iteration running on this goroutine has generated; one that was added before
// under the same key is replaced. It does nothing where no iteration is running.
func EndIter(values map[string]any) {
	n := nodeOf(getLabels())
	if n == nil || n.own.Load() || n.iteration == nil || len(values) == 0 {
		return
	}
	n = n.iteration
	more := make(addition, 0, len(values))
	for _, k := range slices.Sorted(maps.Keys(values)) {
		more = append(more, added{k, n.wf.s.appendEntry(nil, k, values[k])})
	}
	// Goroutines that were started in the iteration may add at the same time.
	for {
		old, all := n.added.Load(), more
		if old != nil {
			all = old.with(more)
		}
		if n.added.CompareAndSwap(old, &all) {
			return
		}
	}
}
