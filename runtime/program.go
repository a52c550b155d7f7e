package flowcept

import (
	"context"
	"errors"
)

// EndProgram ends a workflow that was opened for programs which have run meanwhile: the spools that they have left in dir
// are delivered first, and a program that failed makes the status ERROR. For flowcept-gen.
func (w *Workflow) EndProgram(ctx context.Context, dir string, failed bool) error {
	if w == nil || w.rec == nil {
		return nil
	}
	w.failed.Store(failed)
	err := w.rec.publisher.Recover(ctx, dir)
	return errors.Join(err, w.Stop(ctx))
}
