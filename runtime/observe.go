package flowcept

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// An Adapter watches another tool and makes records of what that does.
type Adapter interface {
	// Name is the adapter_id of the tasks that it emits.
	Name() string

	// Observe watches until ctx ends, and gives emit each record that it makes: a *prov.Task, *prov.Workflow, … The record
	// is encoded before emit returns. An error of emit says that it was not taken, because the spool is full or the
	// workflow has stopped. Emit may be called from several goroutines.
	//
	// An error other than that of ctx is reported to the function set with OnError, as a panic is.
	Observe(ctx context.Context, emit func(prov.Record) error) error
}

// Observe runs adapters from the start of the workflow until Stop. Tasks that they emit without a workflow, a campaign, a
// host or an adapter_id belong to this workflow, its campaign, this host, and are of the adapter's name; objects without a
// workflow belong to this one. The names are among the workflow's interceptor_ids.
func Observe(adapters ...Adapter) WorkflowOption {
	return workflowOption(func(c *workflowConfig) {
		for _, a := range adapters {
			if a != nil {
				c.adapters = append(c.adapters, a)
			}
		}
	})
}

// adapterEnd is how long Stop waits for adapters to return.
const adapterEnd = 5 * time.Second

// observers are the adapters of one workflow while they run.
type observers struct {
	cancel  context.CancelFunc
	running sync.WaitGroup
}

// observe starts the adapters.
func (w *Workflow) observe(ctx context.Context, adapters []Adapter) {
	if len(adapters) == 0 {
		return
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	w.observers = &observers{cancel: cancel}
	for _, a := range adapters {
		w.observers.running.Go(func() { w.watch(ctx, a) })
	}
}

// watch runs an adapter until it returns.
func (w *Workflow) watch(ctx context.Context, a Adapter) {
	name := a.Name()
	defer func() {
		if p := recover(); p != nil {
			report(fmt.Errorf("flowcept: adapter %s: %s", name, capture.PanicText(p)))
		}
	}()
	err := a.Observe(ctx, func(r prov.Record) error { return w.emit(name, r) })
	if err != nil && (ctx.Err() == nil || !errors.Is(err, ctx.Err())) {
		report(fmt.Errorf("flowcept: adapter %s: %w", name, err))
	}
}

// errNotTaken is why a record that an adapter has emitted is not captured.
var errNotTaken = errors.New("flowcept: the spool is full, or the workflow has stopped")

// emit sends a record that an adapter has made.
func (w *Workflow) emit(name string, r prov.Record) error {
	if t, ok := r.(*prov.Task); ok {
		own := *t
		own.AdapterID = either(t.AdapterID, name)
		own.WorkflowID = either(t.WorkflowID, w.id)
		own.CampaignID = either(t.CampaignID, w.campaign)
		own.Hostname = either(t.Hostname, hostname())
		r = &own
	}
	if o, ok := r.(*prov.Object); ok && o.WorkflowID == "" {
		own := *o
		own.WorkflowID = w.id
		r = &own
	}
	if w.wf.Stopped() || !w.rec.session.Message(r.AppendMsgpack(nil)) {
		return errNotTaken
	}
	return nil
}

// stop ends the adapters, and waits for them. One that does not end is left behind; what it emits is not taken.
func (o *observers) stop(ctx context.Context) {
	if o == nil {
		return
	}
	o.cancel()
	ended := make(chan struct{})
	go func() { o.running.Wait(); close(ended) }()
	late := time.NewTimer(adapterEnd)
	defer late.Stop()
	select {
	case <-ended:
	case <-late.C:
		report(errors.New("flowcept: an adapter has not returned after its context has ended"))
	case <-ctx.Done():
	}
}

// interceptors are the ids of what captured for a workflow.
func interceptors(own string, c *workflowConfig) []string {
	ids := append([]string{own}, c.interceptors...)
	for _, a := range c.adapters {
		if name := a.Name(); !slices.Contains(ids, name) {
			ids = append(ids, name)
		}
	}
	return ids
}
