package flowcept_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

func TestStoppingTwiceDoesNothing(t *testing.T) {
	isolated(t)
	wf, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if err := wf.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := wf.Stop(t.Context()); err != nil {
		t.Error(err)
	}
	wf.EndReturn(errors.New("too late"))
	if got, want := written(t, "").column("status"), "RUNNING FINISHED"; got != want {
		t.Errorf("got records %q, want %q", got, want)
	}
}

// What is still open when a workflow stops, by hand, is not recorded: nobody knows how it ends.
func TestStopWithTasksOpen(t *testing.T) {
	isolated(t)
	wf, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	open := flowcept.NewTask(t.Context(), "open")
	for i := range flowcept.LoopN(t.Context(), 3) {
		if i == 1 {
			if err := wf.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
	open.End(flowcept.Generated{"x": 1})
	if task := flowcept.NewTask(t.Context(), "late"); task != nil {
		t.Errorf("got a task after Stop, want nil")
	}
	all := written(t, "")
	if got, want := all.column("type"), "workflow task workflow"; got != want {
		t.Errorf("got records %q, want %q", got, want)
	}
	if got, want := iterations(all.tasks()), "0 0 FINISHED"; got != want {
		t.Errorf("got iterations %q, want %q", got, want)
	}
}

var siteLate = capture.Site{Activity: "late"}

// The record of a call is written after the function's own deferred calls, so main may be at Stop before it.
func TestStopWaitsForCallsInProgress(t *testing.T) {
	isolated(t)
	wf, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	const n = 50
	var done sync.WaitGroup
	for range n {
		done.Add(1)
		go func() {
			var r capture.Record
			r.Begin(&siteLate)
			defer r.End()
			defer done.Done()
		}()
	}
	done.Wait()
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := len(written(t, "").tasks()); got != n {
		t.Errorf("got %d tasks, want %d", got, n)
	}
}

// With a context that has ended Stop does not wait. What it could not deliver it names, and the next start does.
func TestStopWithAContextThatHasEnded(t *testing.T) {
	for i := range 20 { // whether the publisher or the context is first is chance
		isolated(t)
		ended, cancel := context.WithCancel(t.Context())
		wf, err := flowcept.Start(ended, flowcept.WorkflowID("w"))
		if err != nil {
			t.Fatal(err)
		}
		flowcept.NewTask(ended, "a").Send()
		cancel()
		stopped := wf.Stop(ended)
		if stopped != nil && !errors.Is(stopped, context.Canceled) {
			t.Errorf("%d: got %v, want an error of the context or none", i, stopped)
		}
		if stopped == nil {
			if got, want := written(t, "").column("status"), "RUNNING FINISHED FINISHED"; got != want {
				t.Errorf("%d: Stop returned no error, and records are %q, want %q", i, got, want)
			}
		}
		if err := flowcept.Run(t.Context(), func(context.Context) error { return nil }, flowcept.SaveWorkflow(false)); err != nil {
			t.Fatal(err)
		}
		if got, want := written(t, "").column("status"), "RUNNING FINISHED FINISHED"; got != want {
			t.Errorf("%d: Stop returned %v; after the next start records are %q, want %q", i, stopped, got, want)
		}
	}
}

// Run delivers what was captured even where its context ends in the middle.
func TestRunWithAContextThatEnds(t *testing.T) {
	isolated(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := flowcept.Run(ctx, func(ctx context.Context) error {
		flowcept.NewTask(ctx, "a").Send()
		cancel()
		return ctx.Err()
	})
	if err != context.Canceled {
		t.Errorf("got %v, want the function's error", err)
	}
	if got, want := written(t, "").column("status"), "RUNNING FINISHED ERROR"; got != want {
		t.Errorf("got records %q, want %q", got, want)
	}
}

func TestEndingAWorkflowOfADirective(t *testing.T) {
	for _, c := range []struct {
		end  func(*flowcept.Workflow)
		want string
	}{
		{func(wf *flowcept.Workflow) { wf.EndReturn(nil) }, "FINISHED"},
		{func(wf *flowcept.Workflow) { wf.EndReturn(errors.New("no")) }, "ERROR"},
		{func(wf *flowcept.Workflow) { wf.EndPanic("no") }, "ERROR"},
	} {
		isolated(t)
		wf := flowcept.BeginWorkflow(flowcept.WorkflowName("w"))
		flowcept.NewTask(context.Background(), "a").Send()
		c.end(wf)
		if got, want := written(t, "").column("status"), "RUNNING FINISHED "+c.want; got != want {
			t.Errorf("got records %q, want %q", got, want)
		}
	}
}
