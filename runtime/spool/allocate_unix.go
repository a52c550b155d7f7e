//go:build darwin || freebsd || netbsd || openbsd || dragonfly

package spool

import "os"

// populate has no counterpart here; writing the zeros has faulted the pages into the cache.
const populate = 0

// allocate gives a file size bytes that are really there.
func allocate(f *os.File, size int) error { return writeZeros(f, size) }
