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
	w, err := f.writer(id)
	if err != nil {
		return err
	}
	f.part.Reset()
	for _, msg := range msgs {
		f.part.Append(func(b []byte) []byte { return append(b, msg...) })
	}
	return w.Publish(ctx, &f.part)
}

// writer is the writer of a workflow's file.
func (f *files) writer(id string) (*jsonl.Writer, error) {
	if w := f.writers[id]; w != nil {
		return w, nil
	}
	path := f.path
	if id != "" {
		path = suffixed(path, id)
	}
	w, err := jsonl.Open(path, f.opt)
	if err != nil {
		return nil, err
	}
	f.writers[id] = w
	return w, nil
}

// Place is a number for the files, the same in each process that writes to them.
func (f *files) Place() uint64 { return jsonl.Place(f.path) }

// End is 0: a batch goes into many files, and Resume looks at the whole of those that it is about.
func (f *files) End(context.Context) (int64, error) { return 0, nil }

// Resume says which messages are in the file of their workflow, each as often as it is there.
func (f *files) Resume(ctx context.Context, _ int64) (written func(msg []byte) bool, err error) {
	in := map[string]func([]byte) bool{}
	return func(msg []byte) bool {
		record, err := prov.Decode(msg)
		if err != nil {
			return false
		}
		id, _ := record[prov.KeyWorkflowID].(string)
		if in[id] == nil {
			in[id] = f.resume(ctx, id)
		}
		return in[id](msg)
	}, nil
}

// resume says which messages are in the file of a workflow; none where it cannot be read.
func (f *files) resume(ctx context.Context, id string) func(msg []byte) bool {
	w, err := f.writer(id)
	if err == nil {
		var written func([]byte) bool
		if written, err = w.Resume(ctx, 0); err == nil {
			return written
		}
	}
	report(err)
	return func([]byte) bool { return false }
}

// Close closes the files.
func (f *files) Close() error {
	var err error
	for _, w := range f.writers {
		err = errors.Join(err, w.Close())
	}
	return err
}
