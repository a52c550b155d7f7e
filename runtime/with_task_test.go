package flowcept_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func TestWithTaskRecordsHowItsFunctionEnded(t *testing.T) {
	type function = func(context.Context, *flowcept.Task) error
	for _, c := range []struct {
		name string
		f    function
		want map[string]string
	}{
		{"returned", func(context.Context, *flowcept.Task) error { return nil },
			map[string]string{"status": "FINISHED", "stderr": "-"}},
		{"failed", func(context.Context, *flowcept.Task) error { return io.ErrUnexpectedEOF },
			map[string]string{"status": "ERROR", "stderr": "unexpected EOF", "generated": "-"}},
		{"panicked", func(context.Context, *flowcept.Task) error { panic("oh no") },
			map[string]string{"status": "ERROR", "stderr": "panic: oh no"}},
		{"ended itself", func(_ context.Context, task *flowcept.Task) error {
			task.End(flowcept.Generated{"n": 1})
			return io.EOF
		}, map[string]string{"status": "FINISHED", "stderr": "-", "generated": "map[n:1]"}},
		{"its error cannot be printed", func(context.Context, *flowcept.Task) error { return (*fragile)(nil) },
			map[string]string{"status": "ERROR", "stderr": "fragile_instance_id_0"}},
		{"panicked with what cannot be printed", func(context.Context, *flowcept.Task) error { panic(&fragile{}) },
			map[string]string{"status": "ERROR"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var plain, got outcome
			plain = run(func() error { return c.f(t.Context(), nil) })
			all := record(t, func(ctx context.Context) {
				got = run(func() error { return flowcept.WithTask(ctx, "a", c.f, flowcept.Used{"x": 1}) })
				flowcept.NewTask(ctx, "behind").Send()
			})
			if _, pointer := got.panicked.(*fragile); got.err != plain.err || !pointer && got.panicked != plain.panicked {
				t.Errorf("got %v, want what the plain function does, %v", got, plain)
			}
			wants(t, all.task(t, "a"), c.want)
			wants(t, all.task(t, "a"), map[string]string{"used": "map[x:1]"})
			wants(t, all.task(t, "behind"), map[string]string{"parent_task_id": "-"})
		})
	}
}

// A fragile value panics when asked for its text.
type fragile struct{ text string }

func (f *fragile) Error() string { panic("no text: " + f.text) }

// An outcome is how a function ended.
type outcome struct {
	err      error
	panicked any
}

func run(f func() error) (o outcome) {
	defer func() { o.panicked = recover() }()
	o.err = f()
	return o
}

func TestWithTaskRecordsAGoroutineThatExits(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		exiting(func() {
			_ = flowcept.WithTask(ctx, "a", func(context.Context, *flowcept.Task) error { exit(); return nil })
		})
	})
	wants(t, all.task(t, "a"), map[string]string{"status": "ERROR", "stderr": "runtime.Goexit called"})
}

// Without a workflow the function runs all the same, and that nothing is captured is reported once in the life of a
// process.
func TestWithoutAWorkflowNothingIsCaptured(t *testing.T) {
	isolated(t)
	errs := heard(t)
	flowcept.ForgetNotStarted()
	called := 0
	for range 2 {
		task := flowcept.NewTask(t.Context(), "a", flowcept.Generated{"x": 1})
		if task != nil {
			t.Errorf("got a task, want nil")
		}
		err := flowcept.WithTask(t.Context(), "b", func(ctx context.Context, task *flowcept.Task) error {
			called++
			if task != nil || ctx != t.Context() {
				t.Errorf("got task %v and another context, want nil and the context as it was", task)
			}
			return io.EOF
		})
		if err != io.EOF {
			t.Errorf("got %v, want the function's error", err)
		}
		for i := range flowcept.LoopN(t.Context(), 2) {
			flowcept.EndIter(flowcept.Generated{"i": i})
			called++
		}
	}
	if called != 6 {
		t.Errorf("got %d calls and iterations, want 6", called)
	}
	if got := errs(); len(got) != 1 || !errors.Is(got[0], flowcept.ErrNotStarted) {
		t.Errorf("OnError heard %v, want ErrNotStarted once", got)
	}
	if all := readable(t); len(all) != 0 {
		t.Errorf("got records, want none:\n%v", all)
	}
}

// readable are the records of the settings' file, none where there is no file.
func readable(t *testing.T) records {
	t.Helper()
	var all records
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			if strings.Contains(err.Error(), "no such file") {
				return nil
			}
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

// Work handed to a pool has the task that handed it over as its parent, through the context.
func TestAContextTakesTheTaskToAPool(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		jobs := make(chan func(), 1)
		var pool sync.WaitGroup
		pool.Go(func() {
			for job := range jobs {
				job()
			}
		})
		_ = flowcept.WithTask(ctx, "outer", func(context.Context, *flowcept.Task) error {
			carried := flowcept.ContextWithTask(context.Background())
			jobs <- func() { flowcept.NewTask(carried, "with").Send() }
			jobs <- func() { flowcept.NewTask(context.Background(), "without").Send() }
			return nil
		})
		close(jobs)
		pool.Wait()
		if got := flowcept.ContextWithTask(context.Background()); got.Err() != nil {
			t.Errorf("got a context that has ended")
		}
	})
	outer := all.task(t, "outer")["task_id"].(string)
	wants(t, all.task(t, "with"), map[string]string{"parent_task_id": outer})
	wants(t, all.task(t, "without"), map[string]string{"parent_task_id": "-"})
}
