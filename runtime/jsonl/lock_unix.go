//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package jsonl

import (
	"os"
	"syscall"
)

func tryLock(f *os.File) (lockState, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return locked, nil
		case noLocks(err):
			return unlockable, nil
		case err == syscall.EWOULDBLOCK:
			return busy, nil
		case err != syscall.EINTR:
			return busy, err
		}
	}
}

func noLocks(err error) bool {
	return err == syscall.ENOLCK || err == syscall.ENOSYS || err == syscall.ENOTSUP || err == syscall.EOPNOTSUPP
}

func unlockFile(f *os.File) {
	// It fails only where there was no lock; closing the file would end it too.
	_ = syscall.Flock(int(f.Fd()), syscall.LOCK_UN)
}
