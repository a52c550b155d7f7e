//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package jsonl

import (
	"os"
	"syscall"
)

// tryLock is false when somebody else holds the lock, and true without one
// where the file system has no locks.
func tryLock(f *os.File) (bool, error) {
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil || noLocks(err):
			return true, nil
		case err == syscall.EWOULDBLOCK:
			return false, nil
		case err != syscall.EINTR:
			return false, err
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
