package flowcept

import (
	"context"
	"errors"
)

// Run runs fn as a workflow. What is captured on its goroutine, on those that it starts, and wherever the context goes
// that it gets, belongs to that workflow, whichever others run at the time. An error that fn returns, or a panic, makes
// the workflow's status ERROR, and goes on to the caller.
//
// Run returns the error of Start without calling fn. It stops the workflow within 30 seconds, even where ctx has ended by
// then; an error of that is joined with the one of fn.
func Run(ctx context.Context, fn func(context.Context) error, opts ...WorkflowOption) (err error) {
	if fn == nil {
		return errNoFunction
	}
	ctx = given(ctx)
	w, err := Start(ctx, opts...)
	if err != nil {
		return err
	}
	inner, leave := w.enter(ctx)
	w.failed.Store(true) // until fn has returned
	defer func() {
		leave()
		stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
		defer cancel()
		if failure := w.Stop(stopping); failure != nil {
			err = errors.Join(err, failure)
		}
	}()
	err = fn(inner)
	w.failed.Store(err != nil)
	return err
}

// errNoFunction is what Run and WithTask return where there is nothing to run.
var errNoFunction = errors.New("flowcept: the function to run is nil")

// enter makes w the workflow of this goroutine until leave is called, and returns a context that carries it.
func (w *Workflow) enter(ctx context.Context) (inner context.Context, leave func()) {
	if w.wf == nil {
		return ctx, func() {}
	}
	scope := w.wf.Enter(siteFor(siteKey{activity: either(w.record.Name, "workflow")}, nil))
	return w.wf.Context(ctx), scope.Leave
}

// given is ctx, or the background where the program has passed none.
func given(ctx context.Context) context.Context {
	if ctx == nil {
		return context.Background()
	}
	return ctx
}
