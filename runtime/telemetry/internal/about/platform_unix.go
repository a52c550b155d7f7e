//go:build unix && !aix

package about

import (
	"context"

	"golang.org/x/sys/unix"
)

// Platform is what Python's platform.uname tells.
func Platform(context.Context) map[string]any {
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return map[string]any{}
	}
	return map[string]any{
		"system":    unix.ByteSliceToString(u.Sysname[:]),
		"node":      unix.ByteSliceToString(u.Nodename[:]),
		"release":   unix.ByteSliceToString(u.Release[:]),
		"version":   unix.ByteSliceToString(u.Version[:]),
		"machine":   unix.ByteSliceToString(u.Machine[:]),
		"processor": "",
	}
}
