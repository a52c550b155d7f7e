//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package spool

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock that a living owner holds. It goes with the process, however that ends.
func tryLock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return ErrOwned
	}
	return err
}

// createMapped makes a file of size bytes and maps it.
func createMapped(path string, size int) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := allocate(f, size); err != nil {
		return nil, err
	}
	return syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|populate)
}

// openMapped maps the whole of a file that is there.
func openMapped(path string) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < headSize {
		return nil, errUnfinished
	}
	if info.Size() > 1<<40 {
		return nil, errNoSegment
	}
	return syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
}

// outOfMemory says of an error of createMapped that the process has no address space left, rather than the disk no room.
func outOfMemory(err error) bool { return errors.Is(err, syscall.ENOMEM) }

func unmap(mem []byte) error { return syscall.Munmap(mem) }

// writeZeros allocates a file's blocks by writing them.
func writeZeros(f *os.File, size int) error {
	zeros := make([]byte, min(size, 1<<18))
	for size > 0 {
		n, err := f.Write(zeros[:min(size, len(zeros))])
		if err != nil {
			return err
		}
		size -= n
	}
	return nil
}
