package capture

import "unsafe"

// To recover a panic and raise it again takes time that grows with the number of calls which have done so already, because
// the run-time looks at the frames of all of them. A panic that ends a deep recursion would take minutes, so that after
// maxRepanics captured calls the others leave it alone. How many there were is known by the node that the goroutine has; a
// panic between whose origin and the call there is little on the stack cannot have passed through many.
const (
	farAway     = 64 << 10 // bytes of the stack
	maxRepanics = 100
)

// Passing says whether the deferred function that calls it runs because of a panic that many captured calls have recovered
// and raised again, and ends the record if so, without the panic's value. It must be called by the deferred function
// itself, before recover.
//
//go:noinline
func (r *Record) Passing() bool {
	if !r.deep() || ranBy() != byPanic {
		return false
	}
	if r.wf != nil {
		k := r.repanics()
		r.extra(ExtraStderr, "panic")
		r.finish(StatusError)
		passOn(k)
	}
	return true
}

// deep says whether a panic that ends the call would have passed through many captured calls already.
func (r *Record) deep() bool {
	if r.above() < farAway {
		return false
	}
	if n := r.at(); n != nil {
		return n.repanics.Load() >= maxRepanics
	}
	return r.above() >= 16*farAway
}

// above is how much of the stack lies between the record and its caller, in bytes. Should the stack move meanwhile, it is
// wrong, which costs a record the value of its panic at worst.
func (r *Record) above() uintptr {
	var here byte
	return uintptr(unsafe.Pointer(r)) - uintptr(unsafe.Pointer(&here))
}

// at is the record's own node, or that of the goroutine.
func (r *Record) at() *node {
	if r.node != nil {
		return r.node
	}
	return nodeOf(getLabels())
}

// repanics is how many captured calls a panic that ends this one will have passed through.
func (r *Record) repanics() uint32 {
	if n := r.at(); n != nil && r.above() >= farAway {
		return n.repanics.Load() + 1
	}
	return 1
}

// passOn tells the task that runs now through how many calls a panic has passed on its way there.
func passOn(repanics uint32) {
	if n := nodeOf(getLabels()); n != nil {
		n.repanics.Store(repanics)
	}
}
