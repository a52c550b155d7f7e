//go:build amd64 || arm64

package capture

// wrapperReturnPC is the address that the wrapper of the deferred function returns to.
func wrapperReturnPC() uintptr
