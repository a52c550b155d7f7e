package capture

import (
	"context"
	"runtime/pprof"
	"sync"
	"testing"
)

func TestParentIsTheCallAround(t *testing.T) {
	h := record(t, Config{})
	call("a", func() {
		call("b", func() { call("c", nil) })
		call("d", nil)
	})
	call("c", nil)
	h.wants("a", "b (a)", "c (b)", "d (a)", "c")
}

func TestParentIsTheCallThatStartedTheGoroutine(t *testing.T) {
	h := record(t, Config{})
	var wg sync.WaitGroup
	proceed := make(chan struct{})
	call("a", func() {
		wg.Go(func() {
			<-proceed // until a has returned
			call("b", func() {
				wg.Go(func() { call("c", nil) })
			})
			call("d", nil)
		})
	})
	close(proceed)
	wg.Wait()
	h.wants("a", "b (a)", "c (b)", "d (a)")
}

func TestLightweightCallIsNobodysParent(t *testing.T) {
	h := record(t, Config{})
	call("a", func() {
		call("light", func() {
			call("b", nil)
			call("light", nil)
		})
	})
	call("light", func() { call("c", nil) })
	h.wants("a", "light (a)", "b (a)", "light (a)", "light", "c")
}

func TestContextThatCarriesATaskWins(t *testing.T) {
	h := record(t, Config{})
	work := make(chan context.Context)
	done := make(chan struct{})
	call("d", func() {
		go func() { // belongs to d as far as the goroutine goes
			defer close(done)
			for ctx := range work {
				callContext(ctx, "b", func(context.Context) { call("c", nil) })
			}
		}()
	})
	call("a", func() {
		work <- ContextWithTask(context.Background())
		work <- context.Background()
	})
	work <- nil
	close(work)
	<-done
	h.wants("a", "d", "b (a)", "b (d)", "b (d)", "c (b)", "c (b)", "c (b)")
}

func TestContextWithoutATaskIsLeftAsItIs(t *testing.T) {
	h := record(t, Config{})
	if ctx := context.Background(); ContextWithTask(ctx) != ctx {
		t.Error("got another context where no task runs")
	}
	h.wants()
}

// An oddContext is a context of the program's own that cannot be asked.
type oddContext struct{ context.Context }

func (oddContext) Value(any) any { panic("boom") }

func TestContextThatPanicsIsNoParent(t *testing.T) {
	h := record(t, Config{})
	before := MethodPanics.Load()
	callContext(oddContext{}, "a", nil)
	callContext((*oddContext)(nil), "b", nil)
	h.wants("a", "b")
	if n := MethodPanics.Load() - before; n != 2 {
		t.Errorf("got %d panics counted, want 2", n)
	}
}

func TestParentsOff(t *testing.T) {
	h := record(t, Config{NoParents: true})
	call("a", func() {
		if getLabels() != nil {
			t.Error("the goroutine's labels were touched")
		}
		call("b", nil)
	})
	h.wants("a", "b")
}

func TestStoppedWorkflowIsNobodysParent(t *testing.T) {
	h := record(t, Config{})
	w := h.s.StartWorkflow("second", "c")
	call("a", func() {
		ctx := ContextWithTask(context.Background())
		w.Stop()
		call("b", nil)
		callContext(ctx, "c", nil)
	})
	for _, e := range h.read() {
		want := "w"
		if e.activity == "a" {
			want = "second"
		}
		if e.workflow != want || e.Parent != 0 {
			t.Errorf("%s: got workflow %s and parent %x, want %s and none", e.activity, e.workflow, e.Parent, want)
		}
	}
}

func TestWorkflowIsTheParents(t *testing.T) {
	h := record(t, Config{})
	var second *Workflow
	call("a", func() {
		second = h.s.StartWorkflow("second", "c")
		call("b", nil) // of a, so of its workflow
	})
	call("c", nil)
	second.Stop()
	call("d", nil)
	want := map[string]string{"a": "w", "b": "w", "c": "second", "d": "w"}
	for _, e := range h.read() {
		if e.workflow != want[e.activity] {
			t.Errorf("%s: got workflow %s, want %s", e.activity, e.workflow, want[e.activity])
		}
	}
}

func TestNothingIsCapturedAfterStop(t *testing.T) {
	h := record(t, Config{})
	h.s.running[0].Stop()
	if On() {
		t.Error("On after the last workflow has stopped")
	}
	call("a", nil)
	var r Record
	r.Begin(siteNamed["b"]) // had asked On before
	r.String("k", "v")
	if r.Failed(context.Canceled) != true || r.Failed(nil) != false {
		t.Error("Failed says something else than whether there is an error")
	}
	r.Generated()
	r.End()
	h.wants()
}

func TestProgramsLabels(t *testing.T) {
	h := record(t, Config{})
	ctx := pprof.WithLabels(context.Background(), pprof.Labels("user", "own"))
	pprof.SetGoroutineLabels(ctx)
	defer pprof.SetGoroutineLabels(context.Background())
	before := getLabels()
	call("a", func() {
		call("b", func() {
			n := nodeOf(getLabels())
			if n == nil || len(n.labels.list) != 2 || n.labels.list[0] != (label{activityLabel, "b"}) || n.labels.list[1] != (label{"user", "own"}) {
				t.Errorf("inside: got %+v, want the activity and the program's label", n)
			}
		})
		call("light", func() {
			if n := nodeOf(getLabels()); n == nil || n.labels.list[0].value != "a" {
				t.Errorf("inside a lightweight call: got %+v, want those of a", n)
			}
		})
	})
	if getLabels() != before {
		t.Error("the program's labels were not restored")
	}
	h.wants("a", "b (a)", "light (a)")
}

func TestLabelsThatTheProgramReplaces(t *testing.T) {
	h := record(t, Config{})
	ctx := pprof.WithLabels(context.Background(), pprof.Labels("user", "own"))
	call("a", func() {
		call("b", func() {
			pprof.Do(ctx, pprof.Labels("more", "own"), func(context.Context) {
				call("c", func() { call("d", nil) })
			})
			call("d", nil)
		})
	})
	pprof.SetGoroutineLabels(context.Background())
	h.wants("a", "b (a)", "c", "d (c)", "d")
}

func TestDoWithoutLabelsAroundItEndsWithTheCall(t *testing.T) {
	h := record(t, Config{})
	call("a", func() {
		call("b", func() {
			pprof.Do(context.Background(), pprof.Labels("user", "own"), func(context.Context) {})
			call("c", nil)
		})
		call("d", nil) // b has ended, and with it what Do has done
	})
	if getLabels() != nil {
		t.Error("labels are left on the goroutine")
	}
	h.wants("a", "b (a)", "c", "d (a)")
}

func TestGoroutineMayHoldATaskForLong(t *testing.T) {
	n := 100_000
	if raceDetector || testing.Short() {
		n = 5_000 // of the 8128 that it follows
	}
	h := record(t, Config{})
	var started, wg sync.WaitGroup
	proceed := make(chan struct{})
	started.Add(n)
	for range n {
		call("a", func() {
			wg.Go(func() {
				started.Done()
				<-proceed
				call("b", nil)
			})
		})
	}
	started.Wait()
	tasks := map[uint64]bool{}
	for _, e := range h.read() {
		tasks[e.ID] = true
	}
	close(proceed)
	wg.Wait()
	for _, e := range h.read() {
		if !tasks[e.Parent] {
			t.Fatalf("parent %x is none of those that started a goroutine, or of two", e.Parent)
		}
		delete(tasks, e.Parent)
	}
	if len(tasks) > 0 {
		t.Errorf("%d of %d tasks have no child", len(tasks), n)
	}
}
