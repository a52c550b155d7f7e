package mlflow

import (
	"context"
	"errors"
	"strconv"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// An Adapter observes one store.
type Adapter struct {
	opt   Options
	store store
}

// A store has runs.
type store interface {
	// ended lists the runs that have ended, without what is logged in them. A store may leave out those that it has
	// listed before.
	ended(context.Context) ([]run, error)
	// detail adds what is logged in a run. It is false where the run has gone on, or is gone, since it was listed.
	detail(context.Context, *run) (bool, error)
}

// New makes an adapter. It touches nothing yet.
func New(o Options) (*Adapter, error) {
	o.defaults()
	source, err := o.source()
	if err != nil {
		return nil, err
	}
	a := &Adapter{opt: o}
	if o.server() {
		a.store = newServer(source, &a.opt)
	} else {
		a.store = &sqliteFile{path: source, opt: &a.opt}
	}
	return a, nil
}

// Name is the adapter_id of the tasks.
func (a *Adapter) Name() string { return a.opt.Name }

// Observe emits each run that ends, and those that have ended and were not sent before, until ctx ends. A store that is
// not there is waited for.
func (a *Adapter) Observe(ctx context.Context, emit func(prov.Record) error) error {
	seen, err := adapters.OpenSeen(a.opt.StatePath)
	if err != nil {
		return err
	}
	defer seen.Close()
	return adapters.Poll(ctx, a.opt.Interval, a.opt.OnError, func(ctx context.Context) error {
		return a.look(ctx, seen, emit)
	})
}

// look emits the runs that have ended since the last look. One that cannot be read does not keep back the others.
func (a *Adapter) look(ctx context.Context, seen *adapters.Seen, emit func(prov.Record) error) error {
	runs, err := a.store.ended(ctx)
	errs := []error{err}
	for i := range runs {
		r := &runs[i]
		if seen.Has(r.state()) {
			continue
		}
		ok, err := a.store.detail(ctx, r)
		if err == nil && ok {
			err = a.send(r, emit, seen)
		}
		errs = append(errs, err)
		if ctx.Err() != nil {
			break
		}
	}
	return errors.Join(errs...)
}

func (a *Adapter) send(r *run, emit func(prov.Record) error, seen *adapters.Seen) error {
	t := r.task(&a.opt)
	for _, o := range r.objects() {
		if err := emit(o); err != nil {
			return err
		}
	}
	if err := emit(t); err != nil {
		return err
	}
	return seen.Add(r.state())
}

// state names a run as it has ended: one that is resumed ends again, at another time.
func (r *run) state() string { return r.id + "@" + strconv.FormatInt(r.end, 10) }
