package capture

import "runtime"

// What runs a deferred function.
type runner uint8

const (
	byReturn runner = iota
	byGoexit
	byPanic
)

// The addresses that a deferred function returns to, where runtime.Goexit or a panic runs it: each does so at one place.
var goexitPC, panicPC = learnRunners()

// ranBy tells what runs the deferred function that called the exported method which calls ranBy.
//
// The compiler wraps a deferred call that has arguments in a function of its own, so the address looked at is the one
// which that wrapper returns to.
//
//go:noinline
func ranBy() runner {
	switch wrapperReturnPC() {
	case goexitPC:
		return byGoexit
	case panicPC:
		return byPanic
	}
	return byReturn
}

// learnRunners asks for the two addresses in the way that generated code does.
func learnRunners() (goexit, panicked uintptr) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		var p probe
		defer probeEnd(&p, &goexit)
		runtime.Goexit()
	}()
	<-done
	func() {
		defer func() { _ = recover() }()
		var p probe
		defer probeEnd(&p, &panicked)
		panic("flowcept: how a panic runs deferred calls")
	}()
	return goexit, panicked
}

type probe struct{}

//go:noinline
func probeEnd(p *probe, pc *uintptr) { p.exited(pc) }

//go:noinline
func (*probe) exited(pc *uintptr) { probeRan(pc) }

//go:noinline
func probeRan(pc *uintptr) { *pc = wrapperReturnPC() }
