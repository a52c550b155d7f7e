package flowcept_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func TestALoopRecordsItsIterations(t *testing.T) {
	words := []string{"a", "b", "c"}
	for _, c := range []struct {
		name string
		opts []flowcept.LoopOption
		want string // i and item of each task, and its status
	}{
		{"plain", nil, "0 a FINISHED, 1 b FINISHED, 2 c FINISHED"},
		{"every second", []flowcept.LoopOption{flowcept.Every(2)}, "0 a FINISHED, 2 c FINISHED"},
		{"every none", []flowcept.LoopOption{flowcept.Every(0)}, "0 a FINISHED, 1 b FINISHED, 2 c FINISHED"},
		{"lightweight", []flowcept.LoopOption{flowcept.Lightweight()}, "0 a FINISHED, 1 b FINISHED, 2 c FINISHED"},
		{"off", []flowcept.LoopOption{flowcept.CaptureEnabled(false)}, ""},
		{"on", []flowcept.LoopOption{flowcept.CaptureEnabled(true)}, "0 a FINISHED, 1 b FINISHED, 2 c FINISHED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var seen []string
			all := record(t, func(ctx context.Context) {
				for i, x := range flowcept.Loop(ctx, words, c.opts...) {
					seen = append(seen, fmt.Sprint(i, x))
				}
				for i, x := range flowcept.LoopSeq(ctx, slices.Values(words), append(c.opts, flowcept.LoopName("seq"))...) {
					seen = append(seen, fmt.Sprint(i, x))
				}
			})
			if got, want := strings.Join(seen, " "), "0a 1b 2c 0a 1b 2c"; got != want {
				t.Errorf("the program saw %q, want %q", got, want)
			}
			for _, activity := range []string{"loop_iteration", "seq_iteration"} {
				of := all.of("activity_id", activity)
				if c.name == "lightweight" { // their stamps are coarse, and the goroutine may have changed its processor
					slices.SortFunc(of, func(a, b map[string]any) int {
						return strings.Compare(fmt.Sprint(field(a, "used.i")), fmt.Sprint(field(b, "used.i")))
					})
				}
				if got := iterations(of); got != c.want {
					t.Errorf("%s: got %q, want %q", activity, got, c.want)
				}
			}
		})
	}
}

func iterations(all records) string {
	var s []string
	for _, r := range all {
		s = append(s, fmt.Sprint(field(r, "used.i"), " ", field(r, "used.item"), " ", r["status"]))
	}
	return strings.Join(s, ", ")
}

func TestWhatAnIterationRecords(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		for range flowcept.LoopN(ctx, 1, flowcept.LoopName("train"), flowcept.ItemName("epoch"), flowcept.Tags("a", "b"),
			flowcept.Metadata(flowcept.Values{"n": 1, "s": "x", "f": 0.5}), flowcept.ParentTaskID("p"),
			flowcept.WorkflowID("elsewhere")) {
		}
		for range flowcept.LoopN(ctx, 1, flowcept.LoopName("light"), flowcept.Lightweight(), flowcept.Subtype("own")) {
		}
		for range flowcept.Loop(ctx, []string{"x"}, flowcept.LoopName("i"), flowcept.ItemName("i")) {
		}
		for range flowcept.LoopN(ctx, 0, flowcept.LoopName("none")) {
		}
	})
	train := all.task(t, "train_iteration")
	wants(t, train, map[string]string{
		"used": "map[epoch:0 i:0]", "tags": "[a b]", "custom_metadata": "map[f:0.5 n:1 s:x]", "parent_task_id": "p",
		"workflow_id": "elsewhere", "subtype": "iteration", "status": "FINISHED", "generated": "-",
		"task_id": fmt.Sprint(train["group_id"], "0"), "campaign_id": fmt.Sprint(all.workflows()[0]["campaign_id"]),
	})
	if start, end := train["started_at"].(float64), train["ended_at"].(float64); start == 0 || end < start {
		t.Errorf("got times %v and %v", start, end)
	}
	wants(t, all.task(t, "light_iteration"), map[string]string{
		"used": "map[i:0 item:0]", "subtype": "own", "started_at": "-", "ended_at": "-", "status": "FINISHED",
	})
	own := all.task(t, "i_iteration")
	wants(t, own, map[string]string{"used": "map[i:x]", "task_id": fmt.Sprint(own["group_id"], "0")})
	if n := len(all.tasks()); n != 3 {
		t.Errorf("got %d tasks, want 3:\n%v", n, all)
	}
}

// However a loop is left, the iteration that runs is recorded.
func TestALoopThatIsLeftEarly(t *testing.T) {
	for _, how := range []struct{ name, status, stderr string }{
		{"break", "FINISHED", "-"},
		{"return", "FINISHED", "-"},
		{"outer", "FINISHED", "-"},
		{"panic", "ERROR", "panic: stop"},
		{"goexit", "ERROR", "runtime.Goexit called"},
	} {
		for _, opts := range [][]flowcept.LoopOption{nil, {flowcept.Lightweight()}, {flowcept.Every(3)}} {
			t.Run(fmt.Sprint(how.name, len(opts)), func(t *testing.T) {
				var after any
				all := record(t, func(ctx context.Context) {
					exiting(func() {
						defer func() { after = recover() }()
						leave(ctx, how.name, opts)
					})
					flowcept.NewTask(ctx, "behind").Send()
				})
				if want := map[string]any{"panic": "stop"}[how.name]; after != want {
					t.Errorf("the program recovered %v, want %v", after, want)
				}
				tasks := all.of("activity_id", "loop_iteration")
				last := tasks[len(tasks)-1]
				if fmt.Sprint(field(last, "used.i")) == "0" {
					last = tasks[0] // lightweight ones have no order across processors
				}
				if len(opts) > 0 && how.status == "FINISHED" && len(tasks) == 1 {
					return // Every leaves an iteration out that does not fail
				}
				wants(t, last, map[string]string{
					"used": "map[i:1 item:1]", "status": how.status, "stderr": how.stderr,
				})
				if len(tasks) != 2 {
					t.Errorf("got %d iterations, want 2:\n%v", len(tasks), all)
				}
				wants(t, all.task(t, "behind"), map[string]string{"parent_task_id": "-"})
			})
		}
	}
}

func leave(ctx context.Context, how string, opts []flowcept.LoopOption) {
outer:
	for range 1 {
		for i := range flowcept.LoopN(ctx, 5, opts...) {
			if i == 0 {
				continue
			}
			switch how {
			case "return":
				return
			case "outer":
				continue outer
			case "panic":
				panic("stop")
			case "goexit":
				exit()
			}
			break
		}
	}
}

// A sequence that panics is left with what it has given.
func TestASequenceThatPanics(t *testing.T) {
	var got any
	all := record(t, func(ctx context.Context) {
		defer func() { got = recover() }()
		seq := func(yield func(int) bool) {
			yield(1)
			panic("out of order")
		}
		for range flowcept.LoopSeq(ctx, seq) {
		}
	})
	if got != "out of order" {
		t.Errorf("the program recovered %v, want what the sequence panicked with", got)
	}
	if got, want := iterations(all.tasks()), "0 1 FINISHED"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTheParentsOfLoopsAndOfWhatRunsInThem(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		_ = flowcept.WithTask(ctx, "around", func(context.Context, *flowcept.Task) error {
			for range flowcept.LoopN(ctx, 1, flowcept.LoopName("outer")) {
				for range flowcept.LoopN(ctx, 1, flowcept.LoopName("inner")) {
					flowcept.NewTask(ctx, "within").Send()
				}
				for range flowcept.LoopN(ctx, 1, flowcept.LoopName("light"), flowcept.Lightweight()) {
					flowcept.NewTask(ctx, "in light").Send()
				}
				for i := range flowcept.LoopN(ctx, 2, flowcept.LoopName("seldom"), flowcept.Every(2)) {
					flowcept.NewTask(ctx, fmt.Sprint("in seldom ", i)).Send()
				}
			}
			return nil
		})
	})
	id := func(activity string) string { return fmt.Sprint(all.task(t, activity)["task_id"]) }
	for activity, want := range map[string]string{
		"outer_iteration": id("around"), "inner_iteration": id("outer_iteration"), "within": id("inner_iteration"),
		"light_iteration": id("outer_iteration"), "in light": id("outer_iteration"),
		"in seldom 0": id("seldom_iteration"), "in seldom 1": id("outer_iteration"),
	} {
		wants(t, all.task(t, activity), map[string]string{"parent_task_id": want})
	}
}
