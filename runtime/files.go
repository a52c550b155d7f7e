package flowcept

import (
	"context"
	"errors"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// files is the transport with a file for each workflow.
type files struct {
	path    string
	opt     jsonl.Options
	writers map[string]*jsonl.Writer
	done    map[string]bool // of the batch that is being published: files that have their part
	part    prov.Batch
}

func newFiles(path string, opt jsonl.Options) *files {
	return &files{path: path, opt: opt, writers: map[string]*jsonl.Writer{}, done: map[string]bool{}}
}

// Publish gives each workflow's file its part of the batch. When it is called again after an error, files that have
// their part are passed over.
func (f *files) Publish(ctx context.Context, batch *prov.Batch) error {
	parts := map[string][][]byte{}
	var order []string
	for msg := range batch.All() {
		record, err := prov.Decode(msg)
		if err != nil {
			f.opt.Invalid(msg, err)
			continue
		}
		id, _ := record[prov.KeyWorkflowID].(string)
		if parts[id] == nil {
			order = append(order, id)
		}
		parts[id] = append(parts[id], msg)
	}
	for _, id := range order {
		if f.done[id] {
			continue
		}
		if err := f.publish(ctx, id, parts[id]); err != nil {
			return err
		}
		f.done[id] = true
	}
	clear(f.done)
	return nil
}

func (f *files) publish(ctx context.Context, id string, msgs [][]byte) error {
	w := f.writers[id]
	if w == nil {
		path := f.path
		if id != "" {
			path = suffixed(path, id)
		}
		var err error
		if w, err = jsonl.Open(path, f.opt); err != nil {
			return err
		}
		f.writers[id] = w
	}
	f.part.Reset()
	for _, msg := range msgs {
		f.part.Append(func(b []byte) []byte { return append(b, msg...) })
	}
	return w.Publish(ctx, &f.part)
}

// Close closes the files.
func (f *files) Close() error {
	var err error
	for _, w := range f.writers {
		err = errors.Join(err, w.Close())
	}
	return err
}
