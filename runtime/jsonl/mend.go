package jsonl

import (
	"bytes"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// start is what each line begins with that a Writer has written.
const start = `{"` + prov.KeyType + `": "`

// torn says of what stands behind a file's last newline that a Writer was killed while it wrote it. Another program's
// half line, and a record that lacks nothing but its newline, are somebody's.
func torn(half []byte) bool {
	n := min(len(half), len(start))
	if string(half[:n]) != start[:n] {
		return false
	}
	_, err := prov.DecodeJSON(half)
	return err != nil
}

// mend looks at how the file, of size bytes and locked, ends. Half a line that a Writer has left is removed: whoever
// recovers that process's spool writes it again, and the file's new size is returned. Half a line of another kind is left
// open, and so is any where there are no locks: somebody may be writing it.
func (w *Writer) mend(size int64) (now int64, open bool, err error) {
	half, err := w.half(size)
	switch {
	case err != nil || len(half) == 0:
		return size, false, err
	case !w.alone || !torn(half):
		return size, true, nil
	}
	size -= int64(len(half))
	return size, false, w.truncate(size)
}

// half is what stands behind the last newline of the file, of size bytes.
func (w *Writer) half(size int64) ([]byte, error) {
	for n := int64(1); ; n = min(size, 64*n) {
		n = min(size, n)
		tail := make([]byte, n)
		if _, err := w.f.ReadAt(tail, size-n); err != nil {
			return nil, err
		}
		if at := bytes.LastIndexByte(tail, '\n'); at >= 0 || n == size {
			return tail[at+1:], nil
		}
	}
}
