package flowcept_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

func TestEndIterAddsToTheInnermostIteration(t *testing.T) {
	add := func(key string, x any) { flowcept.EndIter(flowcept.Generated{key: x}) }
	all := record(t, func(ctx context.Context) {
		add("before any", 1)
		for i := range flowcept.LoopN(ctx, 1, flowcept.LoopName("outer")) {
			add("outer", i)
			for j := range flowcept.LoopN(ctx, 1, flowcept.LoopName("inner")) {
				add("inner", j)
			}
			for range flowcept.LoopN(ctx, 1, flowcept.LoopName("light"), flowcept.Lightweight()) {
				add("light", "l")
			}
			_ = flowcept.WithTask(ctx, "task", func(context.Context, *flowcept.Task) error {
				add("from a task", true)
				return nil
			})
			done := make(chan struct{})
			go func() {
				defer close(done)
				add("from a goroutine", true)
			}()
			<-done
			add("outer", "again")
		}
		add("behind all", 1)
	})
	for activity, want := range map[string]string{
		"outer_iteration": "map[from a goroutine:true from a task:true outer:again]",
		"inner_iteration": "map[inner:0]",
		"light_iteration": "map[light:l]",
		"task":            "-",
	} {
		wants(t, all.task(t, activity), map[string]string{"generated": want})
	}
}

// What is added in an iteration that is not recorded is not recorded in another one.
func TestEndIterInAnIterationThatIsLeftOut(t *testing.T) {
	for _, opts := range [][]flowcept.LoopOption{{flowcept.Every(2)}, {flowcept.Every(2), flowcept.Lightweight()}} {
		all := record(t, func(ctx context.Context) {
			for range flowcept.LoopN(ctx, 1, flowcept.LoopName("outer")) {
				for i := range flowcept.LoopN(ctx, 4, opts...) {
					flowcept.EndIter(flowcept.Generated{fmt.Sprint("v", i): i})
				}
			}
		})
		got := strings.Split(all.of("activity_id", "loop_iteration").column("generated"), " ")
		slices.Sort(got) // lightweight ones have no order across processors
		if want := []string{"map[v0:0]", "map[v2:2]"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
		wants(t, all.task(t, "outer_iteration"), map[string]string{"generated": "-"})
	}
}

// No key stands twice in a record, which readers would take differently.
func TestEndIterReplacesAKey(t *testing.T) {
	isolated(t)
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		for range flowcept.LoopN(ctx, 1) {
			flowcept.EndIter(flowcept.Generated{"loss": 1, "acc": 2})
			flowcept.EndIter(flowcept.Generated{"loss": 3})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	text := contents(t, "flowcept_buffer.jsonl")
	if want := `"generated": {"acc": 2, "loss": 3}`; !strings.Contains(text, want) {
		t.Errorf("no %s in\n%s", want, text)
	}
}

// Neither does one that output= has recorded as well: what is added by hand stays.
func TestEndIterReplacesAnOutput(t *testing.T) {
	isolated(t)
	site := capture.Site{Activity: "loop_iteration", Subtype: "iteration"}
	long := strings.Repeat("long ", 500)
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		var l capture.Loop
		l.Begin(&site)
		for range 2 {
			l.Next()
			flowcept.EndIter(flowcept.Generated{"loss": 3, "text": "short"})
			if l.Ending() {
				l.Int("loss", 1)
				l.String("text", long)
				l.Int("acc", 2)
			}
			l.EndIteration()
		}
		l.End()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	text := contents(t, "flowcept_buffer.jsonl")
	if want := `"generated": {"acc": 2, "loss": 3, "text": "short"}`; strings.Count(text, want) != 2 {
		t.Errorf("%s is not there twice in\n%s", want, text)
	}
}

func TestEndIterFromManyGoroutines(t *testing.T) {
	const n = 50
	all := record(t, func(ctx context.Context) {
		for range flowcept.LoopN(ctx, 1) {
			var wg sync.WaitGroup
			for i := range n {
				wg.Go(func() { flowcept.EndIter(flowcept.Generated{fmt.Sprint(i): i}) })
			}
			wg.Wait()
		}
	})
	if got := len(all.task(t, "loop_iteration")["generated"].(map[string]any)); got != n {
		t.Errorf("got %d values, want %d", got, n)
	}
}

// A failed iteration keeps no generated values, as a failed task keeps none.
func TestEndIterInAnIterationThatFails(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		_ = run(func() error {
			for range flowcept.LoopN(ctx, 1) {
				flowcept.EndIter(flowcept.Generated{"loss": 1})
				panic("no")
			}
			return nil
		})
	})
	wants(t, all.task(t, "loop_iteration"), map[string]string{"status": "ERROR", "generated": "-"})
}

// A loop that is not captured has no iterations, and what is added in it does not become another one's.
func TestEndIterInALoopThatIsNotCaptured(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		for range flowcept.LoopN(ctx, 1, flowcept.LoopName("outer")) {
			for i := range flowcept.LoopN(ctx, 2, flowcept.CaptureEnabled(false)) {
				flowcept.EndIter(flowcept.Generated{"inner": i})
				flowcept.NewTask(ctx, "within").Send()
			}
			flowcept.EndIter(flowcept.Generated{"outer": 7})
		}
	})
	outer := all.task(t, "outer_iteration")
	wants(t, outer, map[string]string{"generated": "map[outer:7]"})
	for _, r := range all.of("activity_id", "within") {
		if r["parent_task_id"] != outer["task_id"] {
			t.Errorf("got parent %v, want the iteration around, %v", r["parent_task_id"], outer["task_id"])
		}
	}
}
