package spool

import (
	"errors"
	"os"
	"syscall"
)

// populate makes mmap fault the pages in.
const populate = syscall.MAP_POPULATE

// allocate gives a file size bytes that are really there.
func allocate(f *os.File, size int) error {
	err := syscall.Fallocate(int(f.Fd()), 0, 0, int64(size))
	if errors.Is(err, syscall.EOPNOTSUPP) || errors.Is(err, syscall.ENOSYS) {
		return writeZeros(f, size)
	}
	return err
}
