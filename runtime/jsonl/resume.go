package jsonl

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Resume is for a batch that a process which is gone was writing, or had written, at the offset from (Options.Before):
// it says which of the batch's messages are in the file. Half a line at the file's end, where the process was killed
// inside its write, is removed.
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
	seen, whole, err := w.identities(from)
	if err == nil {
		err = w.cut(from, whole)
	}
	if err != nil {
		return nil, fmt.Errorf("jsonl: %w", err)
	}
	return func(msg []byte) bool {
		record, err := prov.Decode(msg)
		return err == nil && seen[identity(record)]
	}, nil
}

// identities are those of the records behind from; whole is where the last whole line ends.
func (w *Writer) identities(from int64) (seen map[string]bool, whole int64, err error) {
	seen, whole = map[string]bool{}, from
	lines := lineReader{r: bufio.NewReaderSize(io.NewSectionReader(w.f, from, 1<<62), 64<<10)}
	for {
		line, err := lines.next()
		if err == io.EOF {
			return seen, whole, nil
		}
		if err != nil {
			return nil, 0, err
		}
		whole += int64(len(line))
		if record, err := prov.DecodeJSON(line); err == nil {
			seen[identity(record)] = true
		}
	}
}

// cut removes what stands behind the last whole line.
func (w *Writer) cut(from, whole int64) error {
	info, err := w.f.Stat()
	if err != nil || info.Size() <= whole || info.Size() < from {
		return err
	}
	if w.f.Truncate(whole) == nil {
		return nil
	}
	return os.Truncate(w.path, whole) // as takeBack does
}

// identity tells a record from others.
func identity(record map[string]any) string {
	for _, key := range []string{prov.KeyTaskID, prov.KeyObjectID, prov.KeyWorkflowID, prov.KeyAgentID} {
		if id, ok := record[key].(string); ok {
			return fmt.Sprint(record[prov.KeyType], " ", id, " ", record[prov.KeyStatus])
		}
	}
	return fmt.Sprint(record)
}
