package spool

import _ "unsafe" // for go:linkname

// A slot is chosen by the P that the goroutine runs on, so that Ps do not share one. It is a hint: the goroutine may be
// moved to another P at once, and the claim of the segment is what makes it safe. runtime.procPin is one of the
// functions that the Go runtime keeps for packages outside of it.

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

// SlotHint is the number of the P that the goroutine runs on, or ran on a moment ago.
func SlotHint() int {
	p := procPin()
	procUnpin()
	return p
}
