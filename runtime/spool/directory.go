package spool

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrOwned says that a spool's directory belongs to a process that is alive.
var ErrOwned = errors.New("spool is in use by another process")

// ErrGone says that somebody else has published a spool and removed it.
var ErrGone = errors.New("spool is gone")

// ErrVersion says that another version of this package, with another format, has written a spool.
var ErrVersion = errors.New("spool is of another version")

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
		if try == 10 || !errors.Is(err, os.ErrNotExist) && !errors.Is(err, ErrGone) && !errors.Is(err, ErrOwned) {
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
	if err == nil {
		// The note's room, while there is some: on a disk that is full later it can still be written.
		if _, err = d.lock.WriteAt(make([]byte, noteSize), 0); err != nil {
			err = errors.Join(err, d.release(true))
		}
	}
	if err != nil {
		os.Remove(path) // where an adopter is in it, that one does
		return nil, err
	}
	return d, nil
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
	// Who had the lock before may have removed the directory meanwhile.
	if same, err := named(lock); !same {
		lock.Close()
		return nil, cmp.Or(err, ErrGone)
	}
	return &directory{path: path, lock: lock}, nil
}

// named says whether the open file is still the one that has its name; another may have taken its place.
func named(f *os.File) (same bool, err error) {
	now, err := os.Stat(f.Name())
	if err != nil {
		return false, err
	}
	opened, err := f.Stat()
	return err == nil && os.SameFile(now, opened), err
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
	path := d.segment(sequence)
	mem, err := createMapped(path, size)
	if err != nil {
		os.Remove(path)
		return nil, err
	}
	return &mapped{path, mem}, nil
}

// segment is the path of a segment's file.
func (d *directory) segment(sequence uint32) string {
	return filepath.Join(d.path, fmt.Sprintf("%08d%s", sequence, suffix))
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
		err = d.remove()
	}
	if d.publisher != nil {
		err = errors.Join(err, d.publisher.Close())
	}
	return errors.Join(err, d.lock.Close())
}

// remove removes the directory and what is in it, the lock last: who finds the directory without it takes it for one that
// was left, and is the one to remove it then.
func (d *directory) remove() error {
	entries, err := os.ReadDir(d.path)
	if errors.Is(err, os.ErrNotExist) {
		return nil // somebody has removed it
	}
	for _, e := range entries {
		if e.Name() != lockName {
			err = errors.Join(err, os.Remove(filepath.Join(d.path, e.Name())))
		}
	}
	if err != nil {
		return err
	}
	if err := os.Remove(d.lock.Name()); err != nil {
		return err
	}
	err = os.Remove(d.path)
	if errors.Is(err, os.ErrExist) || errors.Is(err, os.ErrNotExist) { // it is not empty any more, or gone
		return nil
	}
	return err
}

// A Note says where what was not acknowledged may be already: at which place, as a number that whoever publishes gives
// it, and behind which offset there. It stands in the lock's file.
type Note struct {
	Place  uint64
	Offset uint64
}

const (
	noteSize    = 17
	noteVersion = 2
)

func (d *directory) writeNote(n Note) error {
	var b [noteSize]byte
	b[0] = noteVersion
	binary.LittleEndian.PutUint64(b[1:], n.Place)
	binary.LittleEndian.PutUint64(b[9:], n.Offset)
	_, err := d.lock.WriteAt(b[:], 0)
	return err
}

func (d *directory) readNote() (n Note, ok bool) {
	var b [noteSize]byte
	if _, err := d.lock.ReadAt(b[:], 0); err != nil || b[0] != noteVersion {
		return Note{}, false
	}
	return Note{binary.LittleEndian.Uint64(b[1:]), binary.LittleEndian.Uint64(b[9:])}, true
}
