package flowcept_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

// since are the counters' differences from an earlier reading.
func since(past flowcept.Counters) flowcept.Counters {
	c := flowcept.Stats()
	c.Captured -= past.Captured
	c.Published -= past.Published
	c.Acknowledged -= past.Acknowledged
	c.Dropped -= past.Dropped
	c.Spooled -= past.Spooled
	c.InFlight -= past.InFlight
	c.Recovered -= past.Recovered
	c.Errors -= past.Errors
	return c
}

func TestStatsCountsTheRecords(t *testing.T) {
	isolated(t)
	past := flowcept.Stats()
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "a").Send()
		for range flowcept.LoopN(ctx, 3) {
		}
		if got := since(past); got.Captured != 5 || got.InFlight != 0 {
			t.Errorf("while it runs: got %+v, want 5 records captured: the workflow's and those of 4 tasks", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := flowcept.Counters{Captured: 6, Published: 6, Acknowledged: 6}
	if got := since(past); got != want {
		t.Errorf("afterwards: got %+v, want %+v", got, want)
	}
}

var siteStuck = capture.Site{Activity: "stuck"}

// A call that does not end holds Stop up for a moment only, and is counted.
func TestACallThatHasNotEndedIsInFlight(t *testing.T) {
	isolated(t)
	past := flowcept.Stats()
	wf, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var r capture.Record
	r.Begin(&siteStuck)
	if got := since(past).InFlight; got != 1 {
		t.Errorf("while it runs: got %d calls in flight, want 1", got)
	}
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := since(past).InFlight; got != 1 {
		t.Errorf("after Stop: got %d calls in flight, want 1", got)
	}
	r.End() // it has nowhere to go, and does no harm
	if n := len(written(t, "").tasks()); n != 0 {
		t.Errorf("got %d tasks, want none", n)
	}
}

// A function that hears of errors may ask for the counters, at any time.
func TestOnErrorMayAskForStats(t *testing.T) {
	isolated(t)
	past := flowcept.Stats()
	var once sync.Once
	failed := make(chan error, 1)
	flowcept.OnError(func(err error) {
		flowcept.Stats()
		once.Do(func() { failed <- err })
	})
	defer flowcept.OnError(nil)

	// A file that cannot be written keeps the transport from its work until the context of Stop ends.
	wf, err := flowcept.Start(t.Context(), flowcept.WorkflowID("w"))
	if err != nil {
		t.Fatal(err)
	}
	flowcept.NewTask(t.Context(), "a").Send()
	if err := errors.Join(os.Rename("flowcept_buffer.jsonl", "away"), os.Mkdir("flowcept_buffer.jsonl", 0o700)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error)
	go func() { stopped <- wf.Stop(ctx) }()
	if err := <-failed; !strings.Contains(err.Error(), "flowcept_buffer.jsonl") {
		t.Errorf("OnError heard %v, want an error that names the file", err)
	}
	cancel()
	dir, _ := filepath.Abs("cache")
	if err := <-stopped; !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), dir) {
		t.Errorf("Stop: got %v, want an error that says where in %s the records are", err, dir)
	}
	if got := since(past); got.Spooled == 0 || got.Errors == 0 {
		t.Errorf("got %+v, want records in the spool, and errors", got)
	}

	// The next start delivers what is left.
	if err := errors.Join(os.Remove("flowcept_buffer.jsonl"), os.Rename("away", "flowcept_buffer.jsonl")); err != nil {
		t.Fatal(err)
	}
	next, err := flowcept.Start(t.Context(), flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, "").column("type"), "workflow task workflow"; got != want {
		t.Errorf("got records of %q, want %q", got, want)
	}
	// The first of the three may have been delivered before the file went away.
	if got := since(past).Recovered; got < 1 || got > 3 {
		t.Errorf("got %d records recovered, want 1 to 3", got)
	}
}
