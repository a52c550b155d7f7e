package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// elsewhere runs f on a goroutine of its own and waits until that has ended, in whatever way. It returns the panic that
// f left, if any.
func elsewhere(f func()) (p any) {
	var wg sync.WaitGroup
	wg.Go(func() {
		defer func() { p = recover() }()
		f()
	})
	wg.Wait()
	return p
}

func TestReturn(t *testing.T) {
	h := record(t, Config{})
	call("a", nil)
	call("observe", nil)
	h.wants("a", "observe")
}

var errClosed = errors.New("closed")

func failing(err error) (fcR0 error) {
	if On() {
		var fc Record
		fc.Begin(siteNamed["a"])
		defer endFailing(&fc, &fcR0)
	}
	return err
}

func endFailing(fc *Record, err *error) {
	if fc.Passing() {
		return
	}
	if p := recover(); p != nil {
		fc.Panicked(p)
		panic(p)
	}
	if fc.Exited() || fc.Failed(*err) {
		return
	}
	fc.End()
}

func TestError(t *testing.T) {
	h := record(t, Config{})
	for _, err := range []error{nil, errClosed, (*failure)(nil), &failure{3}, context.Canceled} {
		if got := failing(err); got != err {
			t.Errorf("got %v, want %v", got, err)
		}
	}
	h.wants("a", "a: closed", "a: failure_instance_id_0", "a: failure 3", "a: context canceled")
}

type status struct{ Code int }

func (s status) String() string { panic("String was called") }

func TestPanicGoesOnWithItsValue(t *testing.T) {
	h := record(t, Config{})
	for _, p := range []any{"text", 42, -1.5, errClosed, &failure{1}, status{2}, io.EOF, speaker("quiet"), true} {
		if got := elsewhere(func() { call("a", func() { panic(p) }) }); got != p {
			t.Errorf("got %v, want %v", got, p)
		}
	}
	var nilMap map[string]int
	got := elsewhere(func() { call("b", func() { nilMap["k"] = 1 }) })
	if _, ok := got.(runtime.Error); !ok {
		t.Errorf("got %v, want a run-time error", got)
	}
	if _, ok := elsewhere(func() { call("c", func() { panic(nil) }) }).(*runtime.PanicNilError); !ok {
		t.Errorf("got %v, want a PanicNilError", got)
	}
	h.wants("a: panic: text", "a: panic: 42", "a: panic: -1.5", "a: panic: closed", "a: panic: failure 1",
		"a: panic: status_instance_id_0", "a: panic: EOF", "a: panic: quiet", "a: panic: true",
		"b: panic: assignment to entry in nil map",
		"c: panic: panic called with nil argument")
}

// A program may be built so that panic(nil) is a panic whose value is nil, and recover cannot tell it from none.
func TestPanicWithNilGoesOn(t *testing.T) {
	t.Setenv("GODEBUG", "panicnil=1")
	h := record(t, Config{})
	returned := false
	elsewhere(func() {
		defer func() { recover() }()
		call("a", func() { panic(nil) })
		returned = true
	})
	if returned {
		t.Error("the function returned to its caller")
	}
	call("b", nil)
	h.wants("a: panic: nil", "b")
}

func TestMessageThatPanics(t *testing.T) {
	h := record(t, Config{})
	e := &rudeError{}
	if got := elsewhere(func() { call("a", func() { panic(e) }) }); got != e {
		t.Errorf("got %v, want the error", got)
	}
	failing(e)
	id := fmt.Sprintf("rudeError_instance_id_%d", addressOf(e))
	h.wants("a: panic: "+id, "a: "+id)
}

func TestLongMessageIsCut(t *testing.T) {
	h := record(t, Config{})
	elsewhere(func() { call("a", func() { panic(strings.Repeat("x", 10000)) }) })
	if got := h.read()[0].stderr; !strings.HasSuffix(got, "x…(10007 bytes)") || len(got) > DefaultMaxString+20 {
		t.Errorf("got %d bytes that end in %q", len(got), got[len(got)-20:])
	}
}

func TestPanicThatIsObservedOnly(t *testing.T) {
	h := record(t, Config{})
	if got := elsewhere(func() { observed(func() { panic("text") }) }); got != "text" {
		t.Errorf("got %v, want the panic", got)
	}
	elsewhere(func() { observed(runtime.Goexit) })
	observed(func() {
		defer func() { recover() }()
		panic("recovered inside")
	})
	h.wants("observe: panic", "observe: runtime.Goexit called", "observe")
}

//go:noinline
func observed(body func()) {
	if On() {
		var fc Record
		fc.Begin(siteNamed["observe"])
		defer endObserved(&fc)
	}
	body()
}

//go:noinline
func endObserved(fc *Record) {
	if fc.Exited() {
		return
	}
	fc.End()
}

func TestPanicRecoveredByTheFunctionItself(t *testing.T) {
	h := record(t, Config{})
	got := func() (got string) {
		if On() {
			var fc Record
			fc.Begin(siteNamed["a"])
			defer endCall(&fc)
		}
		defer func() { got = fmt.Sprint(recover()) }()
		panic("text")
	}()
	if got != "text" {
		t.Errorf("got %q, want what the function recovered", got)
	}
	h.wants("a")
}

func TestPanicReplacedByADeferredPanic(t *testing.T) {
	h := record(t, Config{})
	got := elsewhere(func() {
		call("a", func() {
			defer func() { panic("second") }()
			call("b", func() { panic("first") })
		})
	})
	if got != "second" {
		t.Errorf("got %v, want the second", got)
	}
	h.wants("a: panic: second", "b (a): panic: first")
}

func TestPanicThatPassesManyCalls(t *testing.T) {
	h := record(t, Config{})
	call("a", func() {
		defer func() { recover() }()
		call("b", func() { call("c", func() { panic("text") }) })
	})
	call("d", nil)
	h.wants("a", "b (a): panic: text", "c (b): panic: text", "d")
}

func TestGoexit(t *testing.T) {
	h := record(t, Config{})
	elsewhere(func() {
		call("a", func() {
			call("b", nil)
			call("c", runtime.Goexit)
		})
	})
	const exited = ": runtime.Goexit called"
	h.wants("a"+exited, "b (a)", "c (a)"+exited)
}

func TestCallsMadeWhileTheGoroutineExits(t *testing.T) {
	h := record(t, Config{})
	elsewhere(func() {
		defer call("a", nil)
		defer func() { call("b", nil) }()
		call("c", func() {
			defer work0()
			defer call("d", func() { call("a", nil) })
			runtime.Goexit()
		})
	})
	const exited = ": runtime.Goexit called"
	h.wants("a", "b", "c"+exited, "work0 (c)", "d (c)", "a (d)")
}

var siteWork0 = Site{Activity: "work0"}

// work0 has no arguments, so that a deferred call of it has no wrapper.
//
//go:noinline
func work0() {
	if On() {
		var fc Record
		fc.Begin(&siteWork0)
		defer endCall(&fc)
	}
}

func TestCallsMadeWhileAPanicRuns(t *testing.T) {
	h := record(t, Config{})
	elsewhere(func() {
		defer work0()
		call("a", func() {
			defer work0()
			defer call("b", nil)
			panic("text")
		})
	})
	h.wants("work0", "a: panic: text", "work0 (a)", "b (a)")
}

func TestPanicDuringGoexit(t *testing.T) {
	h := record(t, Config{})
	elsewhere(func() {
		call("a", func() { // goes on exiting once the panic is recovered
			call("b", func() {
				defer func() { recover() }()
				defer func() { panic("text") }()
				runtime.Goexit()
			})
		})
	})
	elsewhere(func() {
		defer func() { recover() }()
		call("c", func() {
			defer func() { panic("text") }()
			runtime.Goexit()
		})
	})
	const exited = ": runtime.Goexit called"
	h.wants("a"+exited, "b (a)"+exited, "c: panic: text")
}

func TestGoexitDuringPanic(t *testing.T) {
	h := record(t, Config{})
	if p := elsewhere(func() {
		call("a", func() {
			call("b", func() {
				defer runtime.Goexit()
				panic("text")
			})
		})
	}); p != nil {
		t.Errorf("got %v, want the panic given up", p)
	}
	// recover returns the panic that the exit has aborted in no frame above it.
	const exited = ": runtime.Goexit called"
	h.wants("a"+exited, "b (a)"+exited)
}

// Deferred calls in a loop are kept in a list and run by another part of the run-time than those that are not.
func TestDeferredInALoop(t *testing.T) {
	h := record(t, Config{})
	looped := func(end func()) {
		for range 3 {
			if On() {
				var fc Record
				fc.Begin(siteNamed["a"])
				defer endCall(&fc)
			}
		}
		for range 20 {
			defer func() {}()
		}
		end()
	}
	looped(func() {})
	h.wants("a", "a (a)", "a (a)")
	elsewhere(func() { looped(runtime.Goexit) })
	const exited = ": runtime.Goexit called"
	h.wants("a"+exited, "a (a)"+exited, "a (a)"+exited)
	elsewhere(func() { looped(func() { panic("text") }) })
	h.wants("a: panic: text", "a (a): panic: text", "a (a): panic: text")
}

type worker[T any] struct{ out T }

type runner2 interface{ run(body func()) }

func (w *worker[T]) run(body func()) {
	if On() {
		var fc Record
		fc.Begin(siteNamed["a"])
		defer endWorker(&fc, &w.out)
	}
	body()
}

func endWorker[T any](fc *Record, out *T) {
	if fc.Passing() {
		return
	}
	if p := recover(); p != nil {
		fc.Panicked(p)
		panic(p)
	}
	if fc.Exited() {
		return
	}
	fc.Generated()
	fc.Field("out").Any(*out)
	fc.End()
}

func TestGenericMethodByInterface(t *testing.T) {
	h := record(t, Config{})
	for _, w := range []runner2{&worker[int]{}, &worker[string]{}} {
		w.run(func() {})
		elsewhere(func() { w.run(runtime.Goexit) })
		elsewhere(func() { defer w.run(func() {}); runtime.Goexit() })
		f := w.run
		f(func() {})
	}
	h.wants("a", "a", "a", "a", "a", "a", "a: runtime.Goexit called", "a: runtime.Goexit called")
}

// A caller that is inlined into what Goexit or a panic runs must not look like them.
func inlinedIntoDeferred() { call("a", nil) }

func TestInlinedCallers(t *testing.T) {
	h := record(t, Config{})
	elsewhere(func() {
		defer inlinedIntoDeferred()
		runtime.Goexit()
	})
	elsewhere(func() {
		defer func() { recover() }()
		defer inlinedIntoDeferred()
		panic("text")
	})
	h.wants("a", "a")
}

func TestFailNowIsGoexit(t *testing.T) {
	h := record(t, Config{})
	t.Run("skipped", func(t *testing.T) {
		call("a", func() { t.SkipNow() })
	})
	h.wants("a: runtime.Goexit called")
}

func TestCallThatNeverEndsIsInFlight(t *testing.T) {
	h := record(t, Config{})
	call("a", func() {
		call("b", nil)
		if n := h.s.InFlight(); n != 1 {
			t.Errorf("inside: got %d in flight, want 1", n)
		}
	})
	if n := h.s.InFlight(); n != 0 {
		t.Errorf("after: got %d in flight, want 0", n)
	}
}
