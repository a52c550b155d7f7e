package capture

import (
	"math/bits"
	"sync/atomic"
	_ "unsafe" // for go:linkname
)

// A call that begins takes its number, and the node that it stands for itself with, from a local of the P that it runs
// on. While a goroutine is pinned to its P no other runs there, so a local needs neither a lock nor atomic operations.
// runtime.procPin is one of the functions that the Go runtime keeps for packages outside of it.

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

// pinning says whether to rely on that. The race detector knows nothing of it, and where a word has 32 bits Begun could
// read half a count.
const pinning = !raceDetector && bits.UintSize == 64

// A local is what the calls of one workflow that begin on one P take.
type local struct {
	begun uint64 // calls
	nodes []node // those from next on are unused
	next  int
	_     [64 - 40]byte // a cache line each
}

// The sizes of the slabs that nodes come from, each twice the one before. Who holds a node keeps its slab alive.
const (
	firstSlab = 8
	lastSlab  = 128
)

// take numbers a call that begins, uniquely in the workflow; with the workflow's prefix the number is unique everywhere.
// Its upper 16 bits say where it was taken. withNode asks for a node as well, which is handed out once.
func (w *Workflow) take(withNode bool) (id uint64, n *node) {
	p := procPin()
	if !pinning || p >= len(w.locals) { // the program may have got more Ps
		procUnpin()
		if withNode {
			n = &node{wf: w}
		}
		return uint64(len(w.locals)+1)<<48 | w.elsewhere.Add(1), n
	}
	l := &w.locals[p]
	l.begun++
	id = uint64(p+1)<<48 | l.begun
	if withNode {
		return id, w.unpinned(l)
	}
	procUnpin()
	return id, nil
}

// node hands out a node for what is not a call.
func (w *Workflow) node() *node {
	p := procPin()
	if !pinning || p >= len(w.locals) {
		procUnpin()
		return &node{wf: w}
	}
	return w.unpinned(&w.locals[p])
}

// unpinned hands out a node of l, which is that of the P that the goroutine is pinned to, and unpins it.
func (w *Workflow) unpinned(l *local) *node {
	if l.next == len(l.nodes) {
		size := min(max(2*len(l.nodes), firstSlab), lastSlab)
		procUnpin()
		return w.newSlab(size)
	}
	n := &l.nodes[l.next]
	l.next++
	procUnpin()
	return n
}

// newSlab takes a node of a new slab and leaves the others to the P that the goroutine runs on by then.
func (w *Workflow) newSlab(size int) *node {
	slab := make([]node, size)
	for i := range slab {
		slab[i].wf = w
	}
	if p := procPin(); p < len(w.locals) {
		w.locals[p].nodes, w.locals[p].next = slab, 1
	}
	procUnpin()
	return &slab[0]
}

// Begun is the number of calls captured so far, those in progress among them.
func (w *Workflow) Begun() uint64 {
	n := w.elsewhere.Load()
	for i := range w.locals {
		n += atomic.LoadUint64(&w.locals[i].begun)
	}
	return n
}
