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
	c.MethodPanics -= past.MethodPanics
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

type rudeText struct{}

func (rudeText) MarshalText() ([]byte, error) { panic("no text") }

func TestAMethodThatPanicsIsCounted(t *testing.T) {
	past := flowcept.Stats()
	all := record(t, func(ctx context.Context) {
		flowcept.NewTask(ctx, "a", flowcept.Used{"x": rudeText{}}).Send()
	})
	wants(t, all.task(t, "a"), map[string]string{"used.x": "rudeText_instance_id_0"})
	if got := since(past).MethodPanics; got != 1 {
		t.Errorf("got %d panics of methods, want 1", got)
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

// withdrawable makes a directory that can be withdrawn and restored, each in one step, and has the settings name a file in
// it. While it is withdrawn the file can neither be opened nor made.
func withdrawable(t *testing.T) (path string, withdraw, restore func()) {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	lead := func(to string) {
		next := filepath.Join(dir, "next")
		if err := errors.Join(os.Symlink(filepath.Join(dir, to), next), os.Rename(next, out)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(os.Mkdir(filepath.Join(dir, "there"), 0o700), os.WriteFile(filepath.Join(dir, "gone"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	lead("there")
	path = filepath.Join(out, "buffer.jsonl")
	configured(t, "project: {dump_buffer: {path: "+path+"}}")
	return path, func() { lead("gone") }, func() { lead("there") }
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
	path, withdraw, restore := withdrawable(t)
	wf, err := flowcept.Start(t.Context(), flowcept.WorkflowID("w"))
	if err != nil {
		t.Fatal(err)
	}
	flowcept.NewTask(t.Context(), "a").Send()
	withdraw()
	ctx, cancel := context.WithCancel(t.Context())
	stopped := make(chan error)
	go func() { stopped <- wf.Stop(ctx) }()
	if err := <-failed; !strings.Contains(err.Error(), filepath.Dir(path)) {
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
	restore()
	next, err := flowcept.Start(t.Context(), flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, path).column("type"), "workflow task workflow"; got != want {
		t.Errorf("got records of %q, want %q", got, want)
	}
	// The first of the three may have been delivered before the file went away.
	if got := since(past).Recovered; got < 1 || got > 3 {
		t.Errorf("got %d records recovered, want 1 to 3", got)
	}
}

// Whoever else starts a workflow or counts is not held up by a Stop that waits.
func TestAStopThatWaitsHoldsNobodyUp(t *testing.T) {
	isolated(t)
	waiting := make(chan struct{})
	var once sync.Once
	flowcept.OnError(func(error) { once.Do(func() { close(waiting) }) }) // before the first error, which is reported once
	defer flowcept.OnError(nil)
	path, withdraw, restore := withdrawable(t)
	first, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	withdraw()
	flowcept.NewTask(t.Context(), "undelivered").Send() // so that Stop waits before it gives up what the two share
	stopped := make(chan error, 1)
	go func() { stopped <- first.Stop(t.Context()) }()
	<-waiting
	second, err := flowcept.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	flowcept.NewTask(t.Context(), "a").Send()
	flowcept.Stats()
	select {
	case err := <-stopped:
		t.Fatalf("the first Stop returned %v while its records had nowhere to go", err)
	default:
	}
	restore()
	if err := errors.Join(<-stopped, second.Stop(t.Context())); err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, path).task(t, "a")["workflow_id"], second.ID(); got != want {
		t.Errorf("got workflow %v, want the second, %v", got, want)
	}
}
