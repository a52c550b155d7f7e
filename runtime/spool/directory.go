package spool

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrOwned says that a spool's directory belongs to a process that is alive.
var ErrOwned = errors.New("spool is in use by another process")

// ErrUnsupported says that this system has no files to keep a spool in.
var ErrUnsupported = errors.New("no memory-mapped files on this system")

const (
	prefix   = "process-" // of the directory of one process's spool
	lockName = "owner.lock"
	suffix   = ".segment"
)

// A directory holds the segments of one process. Its owner holds a lock on a file in it as long as it lives.
type directory struct {
	path      string
	lock      *os.File
	publisher *os.File // lock against an Attachment; nil: there has been none
}

// makeDirectory makes a directory within dir and owns it. Another process may remove dir when it finds it empty, and the
// directory when it finds it ownerless; then it makes them again.
func makeDirectory(dir string) (*directory, error) {
	for try := 0; ; try++ {
		d, err := tryDirectory(dir)
		if err == nil {
			return d, nil
		}
		if try == 10 || !errors.Is(err, os.ErrNotExist) && !errors.Is(err, ErrOwned) {
			return nil, err
		}
	}
}

func tryDirectory(dir string) (*directory, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(dir, fmt.Sprintf("%s%d-", prefix, os.Getpid()))
	if err != nil {
		return nil, err
	}
	d, err := own(path)
	if err != nil {
		os.RemoveAll(path)
	}
	return d, err
}

// own takes possession of a spool's directory.
func own(path string) (*directory, error) {
	lock, err := os.OpenFile(filepath.Join(path, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := tryLock(lock); err != nil {
		lock.Close()
		return nil, err
	}
	return &directory{path: path, lock: lock}, nil
}

// ownAsPublisher takes possession of a spool's directory, unless somebody publishes it who has attached to it.
func ownAsPublisher(path string) (*directory, error) {
	d, err := own(path)
	if err != nil {
		return nil, err
	}
	d.publisher, err = os.OpenFile(filepath.Join(path, publisherLock), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return d, nil
	}
	if err == nil {
		if err = tryLock(d.publisher); err == nil {
			return d, nil
		}
		d.publisher.Close()
	}
	d.lock.Close()
	return nil, err
}

// create makes the file of a segment, of size bytes that are all there: a full disk is found out here, not when an entry
// is written.
func (d *directory) create(sequence uint32, size int) (*mapped, error) {
	path := filepath.Join(d.path, fmt.Sprintf("%08d%s", sequence, suffix))
	mem, err := createMapped(path, size)
	if err != nil {
		os.Remove(path)
		return nil, err
	}
	return &mapped{path, mem}, nil
}

// segments are the files of the segments in the directory, oldest first.
func (d *directory) segments() ([]string, error) {
	entries, err := os.ReadDir(d.path)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), suffix) {
			paths = append(paths, filepath.Join(d.path, e.Name()))
		}
	}
	return paths, nil
}

// remove gives the file of a segment up.
func (m *mapped) remove() error {
	return errors.Join(unmap(m.mem), os.Remove(m.path))
}

// release gives the directory up; where nothing is left in it, it goes.
func (d *directory) release(empty bool) error {
	var err error
	if empty {
		err = os.RemoveAll(d.path)
	}
	if d.publisher != nil {
		err = errors.Join(err, d.publisher.Close())
	}
	return errors.Join(err, d.lock.Close())
}

// A note is a number that the owner leaves for whoever adopts the spool. It stands in the lock's file.
const noteSize = 9

func (d *directory) writeNote(n uint64) error {
	var b [noteSize]byte
	b[0] = 1
	binary.LittleEndian.PutUint64(b[1:], n)
	_, err := d.lock.WriteAt(b[:], 0)
	return err
}

func (d *directory) readNote() (n uint64, ok bool) {
	var b [noteSize]byte
	if _, err := d.lock.ReadAt(b[:], 0); err != nil || b[0] != 1 {
		return 0, false
	}
	return binary.LittleEndian.Uint64(b[1:]), true
}
