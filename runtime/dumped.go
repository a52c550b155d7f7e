package flowcept

import (
	"context"
	"errors"
	"fmt"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/publish"
)

// dumped is a transport whose batches are appended to a file as well. The file is a copy: where it cannot be written it
// lacks the batch, which is reported and keeps nothing from the transport; after a crash it may have a batch twice.
type dumped struct {
	publish.Transport
	file   publish.Transport
	copied bool // the batch that is being published is in the file, or cannot be
}

// dumpedTopic is the topic that the settings name, with the file that they want beside it.
func (r *sender) dumpedTopic(path string, opt jsonl.Options) (*destination, error) {
	to, err := r.topic()
	if err != nil {
		return nil, err
	}
	opt.Invalid = func([]byte, error) {} // the topic says so
	topic, files := to.open, r.files(path, opt)
	to.open = func() (publish.Transport, error) {
		t, err := topic()
		if err != nil {
			return nil, err
		}
		file, err := files()
		if err != nil {
			return nil, errors.Join(err, t.Close())
		}
		return &dumped{Transport: t, file: file}, nil
	}
	return to, nil
}

// Publish copies the batch, once, and publishes it.
func (d *dumped) Publish(ctx context.Context, batch *prov.Batch) error {
	if !d.copied {
		if err := d.file.Publish(ctx, batch); err != nil && ctx.Err() == nil {
			report(fmt.Errorf("flowcept: project.dump_buffer: %d records are not in the file: %w", batch.Len(), err))
		}
		d.copied = true
	}
	if err := d.Transport.Publish(ctx, batch); err != nil {
		return err
	}
	d.copied = false
	return nil
}

// Close closes both.
func (d *dumped) Close() error { return errors.Join(d.Transport.Close(), d.file.Close()) }
