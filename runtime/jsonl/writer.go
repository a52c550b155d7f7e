package jsonl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Options of Open. The zero value appends to what is there.
type Options struct {
	// DeletePrevious empties the file first.
	DeletePrevious bool

	// Invalid hears of each message that is no record and therefore has no line:
	// it is left out once the rest of its batch is written. msg is only valid
	// during the call. Without Invalid, Publish refuses a batch with such a
	// message, and will refuse it again.
	Invalid func(msg []byte, err error)
}

// Writer appends records to a file. It is safe for concurrent use.
type Writer struct {
	path    string // absolute, so that chdir does not matter
	invalid func(msg []byte, err error)

	mu    sync.Mutex
	f     *os.File // nil after Close
	alone bool     // nobody else has the file locked, or writes to it with a lock
	buf   []byte   // a newline, for half a line found in the file, and the batch's lines

	write func(*os.File, []byte) (int, error) // (*os.File).Write, but for tests
}

// keepBuffer is the largest buffer that is kept for the next batch.
const keepBuffer = 4 << 20

// Open opens the file for appending. The file and its directory are made if
// missing.
func Open(path string, opt Options) (*Writer, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("jsonl: %w", err)
	}
	w := &Writer{path: abs, invalid: opt.Invalid, write: (*os.File).Write}
	flags := 0
	if opt.DeletePrevious {
		flags = os.O_TRUNC
	}
	if err := w.open(flags); err != nil {
		return nil, fmt.Errorf("jsonl: %w", err)
	}
	return w, nil
}

// Path is the file's absolute path.
func (w *Writer) Path() string { return w.path }

// Publish appends the batch's records, each as a line, without the field data.
// When it returns an error nothing was appended, unless the error says
// otherwise. The context bounds the wait for another writer; the write itself
// is not interrupted.
func (w *Writer) Publish(ctx context.Context, batch *prov.Batch) error {
	left, err := w.publish(ctx, batch)
	if err != nil {
		return fmt.Errorf("jsonl: %w", err)
	}
	for _, m := range left {
		w.invalid(m.msg, m.err)
	}
	return nil
}

// Close closes the file. Closing twice is harmless.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.f == nil {
		return nil
	}
	err := w.f.Close()
	w.f = nil
	if err != nil {
		return fmt.Errorf("jsonl: %w", err)
	}
	return nil
}

// invalidMessage is one that has no line.
type invalidMessage struct {
	msg []byte
	err error
}

func (w *Writer) publish(ctx context.Context, batch *prov.Batch) ([]invalidMessage, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.f == nil {
		return nil, &os.PathError{Op: "write", Path: w.path, Err: os.ErrClosed}
	}
	left, err := w.transcode(batch)
	if err == nil && len(w.buf) > 1 {
		err = w.append(ctx)
	}
	if cap(w.buf) > keepBuffer {
		w.buf = nil
	}
	if err != nil {
		return nil, err
	}
	return left, nil
}

// transcode fills buf with a newline and the batch's lines.
func (w *Writer) transcode(batch *prov.Batch) (left []invalidMessage, err error) {
	w.buf = append(w.buf[:0], '\n')
	n := 0
	for msg := range batch.All() {
		n++
		line, err := prov.AppendRecordJSON(w.buf, msg)
		switch {
		case err == nil:
			w.buf = append(line, '\n')
		case w.invalid == nil:
			return nil, fmt.Errorf("message %d of %d: %w", n, batch.Len(), err)
		default:
			left = append(left, invalidMessage{msg, err})
		}
	}
	return left, nil
}

// append writes buf behind what is in the file.
func (w *Writer) append(ctx context.Context) error {
	unlock, err := w.lockFile(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	info, err := w.f.Stat()
	if err != nil {
		return err
	}
	size, open, err := w.mend(info.Size())
	if err != nil {
		return err
	}
	lines := w.buf[1:]
	if open {
		lines = w.buf
	}
	n, err := w.write(w.f, lines)
	if err == nil {
		return nil
	}
	return errors.Join(err, w.takeBack(size, int64(n)))
}

// takeBack removes the n bytes that a failed write left behind size. If the
// file is longer still, somebody else wrote meanwhile, without a lock, and that
// must stay.
func (w *Writer) takeBack(size, n int64) error {
	if n <= 0 {
		return nil
	}
	info, err := w.f.Stat()
	if err != nil {
		return fmt.Errorf("a part of the batch stays: %w", err)
	}
	if info.Size() != size+n {
		return errors.New("a part of the batch stays: the file has changed meanwhile")
	}
	if err := w.truncate(size); err != nil {
		return fmt.Errorf("a part of the batch stays: %w", err)
	}
	return nil
}

func (w *Writer) truncate(size int64) error {
	if w.f.Truncate(size) == nil {
		return nil
	}
	return os.Truncate(w.path, size) // Windows opens for appending without the right to truncate
}
