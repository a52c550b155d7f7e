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

// dumpedTopic opens the topic that the settings name, with the file that they want beside it.
func (r *sender) dumpedTopic(path string, opt jsonl.Options) (*destination, error) {
	to, err := r.topic()
	if err != nil {
		return nil, err
	}
	opt.Invalid = func([]byte, error) {} // the topic says so
	var file publish.Transport = newFiles(path, opt)
	if !r.settings.Project.DumpBuffer.AppendWorkflowIDToPath {
		if file, err = jsonl.Open(path, opt); err != nil {
			return nil, errors.Join(err, to.transport.Close())
		}
	}
	to.transport = &dumped{Transport: to.transport, file: file}
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
