package jsonl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// open opens path anew, in place of what was open.
func (w *Writer) open(flags int) error {
	if err := os.MkdirAll(filepath.Dir(w.path), 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(w.path, os.O_RDWR|os.O_CREATE|os.O_APPEND|flags, 0o666)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &os.PathError{Op: "open", Path: w.path, Err: errors.New("not a regular file")}
	}
	if err != nil {
		f.Close()
		return err
	}
	if w.f != nil {
		w.f.Close()
	}
	w.f = f
	return nil
}

// lockFile locks the file that has the name now, opening it anew if that is no
// longer the one that is open.
func (w *Writer) lockFile(ctx context.Context) (unlock func(), err error) {
	const attempts = 3 // more than one only if it is replaced again just now
	for range attempts {
		if unlock, w.alone, err = lock(ctx, w.f); err != nil {
			return nil, fmt.Errorf("lock %s: %w", w.path, err)
		}
		if w.current() {
			return unlock, nil
		}
		unlock()
		if err := w.open(0); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%s is replaced again and again", w.path)
}

func (w *Writer) current() bool {
	named, err := os.Stat(w.path)
	if err != nil {
		return false
	}
	opened, err := w.f.Stat()
	return err == nil && os.SameFile(named, opened)
}

// A lockState is what came of an attempt to lock a file.
type lockState uint8

const (
	busy       lockState = iota // somebody else holds the lock
	locked                      // we do
	unlockable                  // the file system has no locks: writing goes on without
)

// lock waits until nobody else has f locked. It asks again and again, because a
// wait inside the kernel would not end with the context. alone is false where
// the file system has no locks.
func lock(ctx context.Context, f *os.File) (unlock func(), alone bool, err error) {
	const longest = 20 * time.Millisecond
	for wait := time.Millisecond; ; wait = min(2*wait, longest) {
		if err := ctx.Err(); err != nil {
			return nil, false, err
		}
		state, err := tryLock(f)
		if err != nil {
			return nil, false, err
		}
		if state != busy {
			return func() { unlockFile(f) }, state == locked, nil
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-timer.C:
		}
	}
}
