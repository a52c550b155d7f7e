package flowcept

import "runtime"

// panicking says whether a panic runs the deferred function that calls it, rather than runtime.Goexit or a return. Where
// recover has returned nil that is a panic with nil (GODEBUG=panicnil=1), which recover cannot tell from none.
//
//go:noinline
func panicking() bool {
	var pcs [8]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])]) // from the deferred function on
	for {
		f, more := frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			return true
		case f.Function == "runtime.Goexit" || !more:
			return false
		}
	}
}
