package jsonl

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Place is a number for the file, the same in each process that writes to it.
func (w *Writer) Place() uint64 { return Place(w.path) }

// Place is a number for a path.
func Place(path string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, path)
	return h.Sum64()
}

// End is the file's size in bytes, 0 where it is gone: no batch published from now on stands before it. Whoever keeps that
// can ask Resume, after a crash, how far a batch came.
func (w *Writer) End(context.Context) (int64, error) {
	info, err := os.Stat(w.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, fmt.Errorf("jsonl: %w", err)
	}
	return info.Size(), nil
}

// Resume is for batches that a process which is gone was writing, or had written, behind the offset that End returned
// before: it says which of their messages are in the file, each as often as it is there. Half a line at the file's end,
// where the process was killed inside its write, is removed.
func (w *Writer) Resume(ctx context.Context, from int64) (written func(msg []byte) bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.f == nil {
		return nil, fmt.Errorf("jsonl: %w", &os.PathError{Op: "read", Path: w.path, Err: os.ErrClosed})
	}
	unlock, err := w.lockFile(ctx)
	if err != nil {
		return nil, fmt.Errorf("jsonl: %w", err)
	}
	defer unlock()
	there, err := w.linesFrom(from)
	if err != nil {
		return nil, fmt.Errorf("jsonl: %w", err)
	}
	var line []byte
	return func(msg []byte) bool {
		var err error
		if line, err = prov.AppendRecordJSON(line[:0], msg); err != nil {
			return false
		}
		sum := identity(line)
		if there[sum] == 0 {
			return false
		}
		there[sum]--
		return true
	}, nil
}

// linesFrom counts the lines behind from, or all where the file has become shorter: it is another one then.
func (w *Writer) linesFrom(from int64) (there map[[sha256.Size]byte]int, err error) {
	info, err := w.f.Stat()
	if err != nil {
		return nil, err
	}
	size, _, err := w.mend(info.Size())
	if err != nil {
		return nil, err
	}
	if from > size {
		from = 0
	}
	there = map[[sha256.Size]byte]int{}
	lines := lineReader{r: bufio.NewReaderSize(io.NewSectionReader(w.f, from, size-from), 64<<10)}
	for {
		line, err := lines.next()
		if err != nil && err != io.EOF {
			return nil, err
		}
		if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 {
			there[identity(line)]++
		}
		if err == io.EOF {
			return there, nil
		}
	}
}

// identity tells a record from others by its whole line but for the times of a task: they are reckoned by what is known
// of the clock, and whoever recovers a spool knows more of it than who wrote it.
func identity(line []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	for len(line) > 0 {
		at, n := nextTime(line)
		h.Write(line[:at])
		line = line[at+n:]
	}
	h.Sum(sum[:0])
	return sum
}

var times = [][]byte{[]byte(`"` + prov.KeyStartedAt + `": `), []byte(`"` + prov.KeyEndedAt + `": `)}

// nextTime finds the first time in a line: n bytes at at; the line's end where there is none.
func nextTime(line []byte) (at, n int) {
	at = len(line)
	for _, key := range times {
		if i := bytes.Index(line[:at], key); i >= 0 {
			at = i + len(key)
		}
	}
	for n = 0; at+n < len(line) && line[at+n] != ',' && line[at+n] != '}'; n++ {
	}
	return at, n
}
