package flowcept_test

import (
	"context"
	"iter"
	"os"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A program may use the package in every wrong way: it gets an error that says what is wrong, or a record less, and no
// panic.
func TestMisuse(t *testing.T) {
	var none context.Context
	stopped := func(t *testing.T) *flowcept.Workflow {
		wf, err := flowcept.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := wf.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		return wf
	}
	within := func(f func()) func(*testing.T) error {
		return func(t *testing.T) error {
			return flowcept.Run(t.Context(), func(context.Context) error { f(); return nil })
		}
	}
	for _, c := range []struct {
		name    string
		do      func(t *testing.T) error
		err     string // in the error; "" for none
		records string // statuses, in their order; "" for no file
	}{
		{"tasks and loops without Start", func(t *testing.T) error {
			task := flowcept.NewTask(t.Context(), "a")
			task.End(flowcept.Generated{"x": task.ID()})
			task.Send()
			for range flowcept.Loop(t.Context(), []int{1}) {
				flowcept.EndIter(nil)
			}
			return flowcept.WithTask(t.Context(), "a", func(context.Context, *flowcept.Task) error { return nil })
		}, "", ""},
		{"Stop of nothing", func(t *testing.T) error {
			var wf *flowcept.Workflow
			wf.EndReturn(nil)
			wf.EndPanic(wf.ID() + wf.CampaignID())
			return wf.Stop(none)
		}, "", ""},
		{"Stop twice", func(t *testing.T) error { return stopped(t).Stop(t.Context()) }, "", "RUNNING FINISHED"},
		{"Start twice, Stop once", func(t *testing.T) error {
			inner, err := flowcept.Start(t.Context())
			if err != nil {
				return err
			}
			defer inner.Stop(t.Context())
			outer, err := flowcept.Start(t.Context())
			if err != nil {
				return err
			}
			return outer.Stop(t.Context())
		}, "", "RUNNING RUNNING FINISHED FINISHED"},
		{"a task after Stop", func(t *testing.T) error {
			stopped(t)
			flowcept.NewTask(t.Context(), "late").End()
			return nil
		}, "", "RUNNING FINISHED"},
		{"End twice, Send after End", within(func() {
			task := flowcept.NewTask(context.Background(), "a")
			task.End()
			task.End(flowcept.Stderr("no"))
			task.Send()
		}), "", "RUNNING FINISHED FINISHED"},
		{"a task left open", within(func() { flowcept.NewTask(context.Background(), "a") }), "", "RUNNING FINISHED"},
		{"no context", within(func() {
			flowcept.NewTask(none, "a", nil).End(nil)
			for range flowcept.LoopN(none, 1, nil) {
			}
			_ = flowcept.ContextWithTask(none)
		}), "", "RUNNING FINISHED FINISHED FINISHED"},
		{"no name, no values", within(func() {
			flowcept.NewTask(context.Background(), "", flowcept.Used(nil), flowcept.Tags(), flowcept.Metadata(nil)).End(flowcept.Generated(nil))
		}), "", "RUNNING FINISHED FINISHED"},
		{"values that cannot be recorded", within(func() {
			cycle := map[string]any{"f": func() {}, "c": make(chan int), "p": (*int)(nil), "\xff": "\xff"}
			cycle["self"] = cycle
			flowcept.NewTask(context.Background(), "a", flowcept.Used(cycle)).End()
		}), "", "RUNNING FINISHED FINISHED"},
		{"a loop abandoned", within(func() {
			next, _ := iter.Pull2(flowcept.Loop(context.Background(), []int{1, 2, 3}))
			next()
		}), "", "RUNNING FINISHED"},
		{"a loop of fewer than none, and one of each minus first", within(func() {
			for range flowcept.LoopN(context.Background(), -1) {
			}
			for range flowcept.LoopN(context.Background(), 1, flowcept.Every(-1)) {
			}
		}), "", "RUNNING FINISHED FINISHED"},
		{"no function to run", func(t *testing.T) error { return flowcept.Run(t.Context(), nil) }, "the function to run is nil", ""},
		{"no function for a task", func(t *testing.T) error {
			return flowcept.Run(t.Context(), func(ctx context.Context) error { return flowcept.WithTask(ctx, "a", nil) })
		}, "the function to run is nil", "RUNNING ERROR"},
		{"the spool's directory is a file", func(t *testing.T) error {
			if err := os.WriteFile("spool", nil, 0o600); err != nil {
				t.Fatal(err)
			}
			configured(t, "go: {spool: {dir: spool}}")
			return within(func() { flowcept.NewTask(context.Background(), "a").End() })(t)
		}, "", "RUNNING FINISHED FINISHED"},
		{"the records' file is a directory", func(t *testing.T) error {
			configured(t, "project: {dump_buffer: {path: .}}")
			return within(func() {})(t)
		}, "is a directory", ""},
		{"settings that nobody may read", func(t *testing.T) error {
			t.Setenv("FLOWCEPT_SETTINGS_PATH", t.TempDir())
			return within(func() {})(t)
		}, "is a directory", ""},
		{"a slip in the settings", func(t *testing.T) error {
			configured(t, "go:\n  values: {max_elemnts: 3}\n")
			return within(func() {})(t)
		}, `:2: go.values.max_elemnts: unknown key (did you mean "max_elements"?)`, ""},
		{"OnError panics", func(t *testing.T) error {
			flowcept.OnError(func(err error) { panic(err) })
			defer flowcept.OnError(nil)
			flowcept.ForgetNotStarted()
			flowcept.NewTask(t.Context(), "a")
			return nil
		}, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			isolated(t)
			err := c.do(t)
			if err != nil {
				t.Logf("error: %v", err)
			}
			switch {
			case c.err == "" && err != nil:
				t.Errorf("got error %v, want none", err)
			case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
				t.Errorf("got error %v, want one with %q", err, c.err)
			}
			got := ""
			if _, err := os.Stat("flowcept_buffer.jsonl"); err == nil {
				got = written(t, "flowcept_buffer.jsonl").column("status")
			}
			if got != c.records {
				t.Errorf("got records %q, want %q", got, c.records)
			}
		})
	}
}
