//go:build !amd64 && !arm64

package capture

import "runtime"

// wrapperReturnPC is the address that the wrapper of the deferred function returns to.
//
//go:noinline
func wrapperReturnPC() uintptr {
	// Frames: Callers, this function, ranBy, Exited, the deferred function, its wrapper. Wrappers are left out.
	var pc [1]uintptr
	runtime.Callers(5, pc[:])
	return pc[0]
}
