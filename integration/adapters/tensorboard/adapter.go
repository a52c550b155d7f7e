package tensorboard

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// An Adapter observes a log directory.
type Adapter struct {
	opt  Options
	runs map[string]*run // by the directory relative to the log directory
}

// Name is the adapter_id of the tasks.
func (a *Adapter) Name() string { return a.opt.Name }

// Observe emits each run that ends until ctx ends, and then those that have not.
func (a *Adapter) Observe(ctx context.Context, emit func(prov.Record) error) error {
	seen, err := adapters.OpenSeen(a.opt.StatePath)
	if err != nil {
		return err
	}
	defer seen.Close()
	err = adapters.Poll(ctx, a.opt.Interval, a.opt.OnError, func(context.Context) error {
		failed := a.read()
		return errors.Join(failed, a.send(seen, emit, (*run).ended))
	})
	return errors.Join(err, a.send(seen, emit, func(*run, time.Duration) bool { return true }))
}

// read takes what has been written since the last look.
func (a *Adapter) read() error {
	var errs []error
	walked := filepath.WalkDir(a.opt.Dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // the directory is not there yet, or something was deleted meanwhile
		case err != nil:
			errs = append(errs, err)
			return nil
		case d.IsDir() || !strings.Contains(d.Name(), "tfevents"):
			return nil
		}
		dir, err := filepath.Rel(a.opt.Dir, filepath.Dir(path))
		if err != nil {
			return err
		}
		r := a.runs[dir]
		if r == nil {
			r = newRun(filepath.ToSlash(dir))
			a.runs[dir] = r
		}
		errs = append(errs, r.read(path))
		return nil
	})
	return errors.Join(append(errs, walked)...)
}

// send emits the runs for which due holds and that were not sent as they are.
func (a *Adapter) send(seen *adapters.Seen, emit func(prov.Record) error, due func(*run, time.Duration) bool) error {
	var dirs []string
	for dir := range a.runs {
		dirs = append(dirs, dir)
	}
	slices.Sort(dirs)
	for _, dir := range dirs {
		r := a.runs[dir]
		if r.empty() || !r.wanted(&a.opt) || !due(r, a.opt.Quiet) || seen.Has(r.state(a.opt.Quiet)) {
			continue
		}
		if err := emit(r.task(&a.opt)); err != nil {
			return err
		}
		if err := seen.Add(r.state(a.opt.Quiet)); err != nil {
			return err
		}
	}
	return nil
}
