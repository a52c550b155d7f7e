package flowcept_test

import (
	"context"
	"runtime"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// However a function or a loop's body ends, the program goes on as without capture: a panic with nil is one, whether the
// program is built so that recover sees it or not.
func TestPanicsWithNilGoOn(t *testing.T) {
	forms := map[string]func(context.Context, func()){
		"WithTask": func(ctx context.Context, f func()) {
			_ = flowcept.WithTask(ctx, "a", func(context.Context, *flowcept.Task) error { f(); return nil })
		},
		"LoopN": func(ctx context.Context, f func()) {
			for range flowcept.LoopN(ctx, 1, flowcept.LoopName("a")) {
				f()
			}
		},
	}
	for name, form := range forms {
		for _, c := range []struct{ godebug, want string }{
			{"panicnil=0", "panic: panic called with nil argument"},
			{"panicnil=1", "panic: nil"},
		} {
			t.Run(name+" "+c.godebug, func(t *testing.T) {
				t.Setenv("GODEBUG", c.godebug)
				for how, f := range map[string]func(){"nil": func() { panic(nil) }, "exit": exit, "return": func() {}} {
					plain := endOf(f)
					var got ending
					all := record(t, func(ctx context.Context) {
						got = endOf(func() { form(ctx, f) })
						flowcept.NewTask(ctx, "behind").Send()
					})
					if got != plain {
						t.Errorf("%s: got %+v, want what the plain function does, %+v", how, got, plain)
					}
					want := map[string]string{"nil": c.want, "exit": "runtime.Goexit called", "return": "-"}[how]
					wants(t, all.tasks()[0], map[string]string{"stderr": want})
					wants(t, all.task(t, "behind"), map[string]string{"parent_task_id": "-"})
				}
			})
		}
	}
}

// An ending is how a function left the goroutine.
type ending struct {
	returned, exited bool
	nilError         bool // it panicked with what the run-time makes of nil
}

func endOf(f func()) (e ending) {
	exiting(func() {
		e.exited = true
		defer func() {
			_, e.nilError = recover().(*runtime.PanicNilError)
		}()
		func() {
			f()
			e.returned = true
		}()
		e.exited = false
	})
	return e
}
