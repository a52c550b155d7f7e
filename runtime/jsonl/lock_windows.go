package jsonl

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// The lock is on a byte far behind the file's end: Windows refuses reads and
// writes of what is locked, and readers are not to notice.
const lockedAtHigh = 0x7fffffff

func tryLock(f *os.File) (lockState, error) {
	at := windows.Overlapped{OffsetHigh: lockedAtHigh}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	switch {
	case err == nil:
		return locked, nil
	case errors.Is(err, windows.ERROR_NOT_SUPPORTED), errors.Is(err, windows.ERROR_INVALID_FUNCTION):
		return unlockable, nil
	case errors.Is(err, windows.ERROR_LOCK_VIOLATION), errors.Is(err, windows.ERROR_IO_PENDING):
		return busy, nil
	}
	return busy, err
}

func unlockFile(f *os.File) {
	at := windows.Overlapped{OffsetHigh: lockedAtHigh}
	// It fails only where there was no lock; closing the file would end it too.
	_ = windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}
