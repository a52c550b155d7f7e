package jsonl

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Read yields the records of a file, ours or Python's, in order, as
// prov.DecodeJSON gives them. Lines may have any length; empty ones are passed
// over. For a line that is no record it yields an error that names file and
// line, and goes on with the next; when the file cannot be opened or read it
// yields that error last.
func Read(path string) iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		f, err := os.Open(path)
		if err != nil {
			yield(nil, fmt.Errorf("jsonl: %w", err))
			return
		}
		defer f.Close()
		NewReader(f, path).All()(yield)
	}
}

// A Reader reads records from a stream: a pipe, a file that grows.
type Reader struct {
	lines lineReader
	name  string
	line  int
}

// NewReader reads from r, which errors call name.
func NewReader(r io.Reader, name string) *Reader {
	return &Reader{lines: lineReader{r: bufio.NewReaderSize(r, 64<<10)}, name: name}
}

// Line is the number of the line that was read last, from 1.
func (r *Reader) Line() int { return r.line }

// All yields what is left of the stream as Read does. It holds one line at a time.
func (r *Reader) All() iter.Seq2[map[string]any, error] {
	return func(yield func(map[string]any, error) bool) {
		for {
			r.line++
			line, err := r.lines.next()
			if err != nil && err != io.EOF {
				yield(nil, fmt.Errorf("%s:%d: %w", r.name, r.line, err))
				return
			}
			if len(bytes.TrimSpace(line)) > 0 && !yield(r.decode(line)) {
				return
			}
			if err == io.EOF {
				return
			}
		}
	}
}

func (r *Reader) decode(line []byte) (map[string]any, error) {
	record, err := prov.DecodeJSON(line)
	if err != nil {
		return nil, fmt.Errorf("%s:%d: %w", r.name, r.line, err)
	}
	return record, nil
}

// lineReader reads lines of any length. A line is valid until the next.
type lineReader struct {
	r    *bufio.Reader
	long []byte // a line that bufio's buffer does not hold
}

// next returns io.EOF with the last line, which may be empty.
func (l *lineReader) next() ([]byte, error) {
	part, err := l.r.ReadSlice('\n')
	if err != bufio.ErrBufferFull {
		return part, err
	}
	l.long = append(l.long[:0], part...)
	for err == bufio.ErrBufferFull {
		part, err = l.r.ReadSlice('\n')
		l.long = append(l.long, part...)
	}
	return l.long, err
}
