package capture

import (
	"context"
	"runtime/pprof"
	"slices"
	"sync/atomic"
	"unsafe"
)

// The task that runs on a goroutine is kept in the goroutine's profiler labels: a pointer that a goroutine hands to
// those it starts, and that the profilers follow. runtime/pprof reaches it by these two functions, which the Go runtime
// keeps for packages outside of it as well.

//go:linkname getLabels runtime/pprof.runtime_getProfLabel
func getLabels() unsafe.Pointer

//go:linkname setLabels runtime/pprof.runtime_setProfLabel
func setLabels(unsafe.Pointer)

// A label and a labelSet are laid out as runtime/pprof's.
type label struct{ key, value string }

type labelSet struct{ list []label }

// activityLabel is the key under which CPU profiles show activities. A label set whose first key is this very string is
// a node of ours.
const activityLabel = "flowcept.activity"

var activityData = unsafe.StringData(activityLabel)

// A node stands for a running task. A profiler sees the labels it begins with; the rest is for the tasks that begin
// while it is on their goroutine. Goroutines may hold it after its task has ended.
type node struct {
	labels labelSet
	place
	wf   *Workflow
	user unsafe.Pointer // the program's own labels, visible in ours; or nil

	model modelState // what runs here

	agent *string // whose tool this is, or runs in; or nil

	iteration *node                    // the innermost iteration: this node, or one that runs around it
	added     atomic.Pointer[addition] // what EndIter has added to this iteration

	repanics atomic.Uint32 // captured calls that the panic which came here last has passed through
	own      atomic.Bool   // capture itself is calling a method of the program's here
}

// A place names a task as the parent of others: by its number in the workflow, with the iteration's where it is one, or by
// the id that the program gave it.
type place struct {
	id    uint64
	index uint64
	name  *string
}

// mergedLabels caches a site's labels beside those of the program.
type mergedLabels struct {
	user unsafe.Pointer
	list []label
}

// labelsUsable says whether the labels are laid out as this package believes.
var labelsUsable = func() bool {
	old := getLabels()
	defer setLabels(old)
	pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels("flowcept", "layout")))
	p := getLabels()
	if p == nil {
		return false
	}
	list := (*labelSet)(p).list
	return len(list) == 1 && cap(list) >= 1 && list[0] == label{"flowcept", "layout"}
}()

// nodeOf tells a node of ours from the program's labels.
func nodeOf(p unsafe.Pointer) *node {
	if p == nil {
		return nil
	}
	if l := (*labelSet)(p).list; len(l) > 0 && unsafe.StringData(l[0].key) == activityData {
		return (*node)(p)
	}
	return nil
}

// isTask says whether n stands for a task, rather than for a workflow alone or for what has no id.
func (n *node) isTask() bool { return n != nil && (n.id != 0 || n.name != nil) }

// either is n, or where there is none or its workflow has stopped, other.
func either(n, other *node) *node {
	if n != nil && !n.wf.stopped.Load() {
		return n
	}
	return other
}

// show sets the labels that a profiler sees for a call of t on a goroutine that had prev: a node, or the program's own.
func (n *node) show(t *Site, prev unsafe.Pointer) {
	if up := nodeOf(prev); up != nil {
		n.user, n.iteration, n.agent, n.model = up.user, up.iteration, up.agent, up.model
	} else {
		n.user = prev
	}
	if n.user == nil {
		n.labels.list = t.labels
		return
	}
	m := t.merged.Load()
	if m == nil || m.user != n.user {
		list := slices.Concat(t.labels, (*labelSet)(n.user).list)
		m = &mergedLabels{n.user, list}
		t.merged.Store(m)
	}
	n.labels.list = m.list
}

// enter makes n, a call of t, the current task of this goroutine, which had the labels prev.
func (n *node) enter(t *Site, prev unsafe.Pointer) {
	n.show(t, prev)
	setLabels(unsafe.Pointer(n))
}

// leave gives the goroutine the labels back that it had, unless the program has set others since. pprof.Do has when it
// returns; but what it leaves behind may be just what the program had set around the call.
func (n *node) leave(prev unsafe.Pointer) {
	switch now := getLabels(); {
	case now == unsafe.Pointer(n):
		setLabels(prev)
	case nodeOf(now) == nil:
		if up := nodeOf(prev); up != nil && up.user == now {
			setLabels(prev)
		}
	}
}

// hush makes what this goroutine calls from now on capture's own: it is not captured, as it would not run without
// capture. loud ends that. Goroutines that are started meanwhile are captured from then on. ok is false where that is so
// already. n is nil where nothing is captured.
func hush() (n *node, prev unsafe.Pointer, ok bool) {
	wf := current.Load()
	if wf == nil || !labelsUsable {
		return nil, nil, true
	}
	prev = getLabels()
	up := nodeOf(prev)
	if up != nil && up.own.Load() {
		return nil, nil, false
	}
	n = wf.node()
	if up != nil {
		n.labels, n.place, n.wf, n.user = up.labels, up.place, up.wf, up.user
		n.model, n.agent, n.iteration = up.model, up.agent, up.iteration
	} else {
		n.labels.list, n.user = ownLabels, prev
	}
	n.own.Store(true)
	setLabels(unsafe.Pointer(n))
	return n, prev, true
}

// ownLabels are what a profiler sees of it where no task is running.
var ownLabels = []label{{activityLabel, "flowcept"}}

func (n *node) loud(prev unsafe.Pointer) {
	if n != nil {
		n.own.Store(false)
		n.leave(prev)
	}
}

// hushed says whether capture itself calls what runs on this goroutine.
func hushed() bool {
	if !labelsUsable {
		return false
	}
	n := nodeOf(getLabels())
	return n != nil && n.own.Load()
}

type taskKey struct{}

// ContextWithTask returns a context that carries the task running on this goroutine, for work that is handed to a
// goroutine started elsewhere: a captured function that gets the context as a parameter takes that task as its parent.
// Where no task is running it returns ctx.
func ContextWithTask(ctx context.Context) context.Context {
	n := nodeOf(getLabels())
	if n == nil {
		return ctx
	}
	return context.WithValue(ctx, taskKey{}, n)
}

// carried is the node in ctx. The program's own context type may panic when asked, or call what is captured: what hush is
// for, without a node for each time.
func carried(ctx context.Context) (n *node) {
	if ctx == nil || hushed() {
		return nil
	}
	if wf := current.Load(); wf != nil && labelsUsable {
		prev := getLabels()
		setLabels(unsafe.Pointer(&wf.asking))
		defer wf.asking.leave(prev)
	}
	defer func() {
		if recover() != nil {
			MethodPanics.Add(1)
		}
	}()
	n, _ = ctx.Value(taskKey{}).(*node)
	return n
}
