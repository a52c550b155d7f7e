package flowcept_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"sync"
	"testing"

	"github.com/google/uuid"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func TestAWorkflowHasTwoRecordsAroundItsTasks(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		flowcept.NewTask(ctx, "download", flowcept.Used{"url": "u"}, flowcept.Tags("io")).End(flowcept.Generated{"bytes": 3})
		for i, x := range flowcept.Loop(ctx, []string{"a", "b", "c"}, flowcept.LoopName("read"), flowcept.ItemName("letter")) {
			flowcept.EndIter(flowcept.Generated{"twice": x + x})
			if i == 1 {
				break
			}
		}
	}, flowcept.WorkflowName("w"), flowcept.WorkflowArgs(flowcept.Values{"epochs": 10}))
	if got, want := all.column("type"), "workflow task task task workflow"; got != want {
		t.Fatalf("got records %q, want %q", got, want)
	}
	if got, want := all.tasks().column("used"), "map[url:u] map[i:0 letter:a] map[i:1 letter:b]"; got != want {
		t.Errorf("got used %q, want %q", got, want)
	}
	if got, want := all.tasks().column("generated"), "map[bytes:3] map[twice:aa] map[twice:bb]"; got != want {
		t.Errorf("got generated %q, want %q", got, want)
	}
	first, last := all[0], all[4]
	wants(t, first, map[string]string{"name": "w", "used": "map[epochs:10]", "status": "RUNNING", "ended_at": "-"})
	for _, r := range all {
		wants(t, r, map[string]string{
			"workflow_id": fmt.Sprint(first["workflow_id"]), "campaign_id": fmt.Sprint(first["campaign_id"]),
		})
	}
	if start, end := first["started_at"].(float64), last["ended_at"].(float64); start == 0 || end < start {
		t.Errorf("got times %v and %v", start, end)
	}

	// Python's file keeps the last record only, so it repeats every field of the first.
	want := maps.Clone(first)
	want["status"], want["ended_at"] = "FINISHED", last["ended_at"]
	if fmt.Sprint(last) != fmt.Sprint(want) {
		t.Errorf("the closing record:\ngot  %v\nwant %v", last, want)
	}
}

func TestAWorkflowIsWhatItsOptionsSay(t *testing.T) {
	all := record(t, func(context.Context) {},
		flowcept.WorkflowName("n"), flowcept.WorkflowID("id"), flowcept.WorkflowSubtype("sub"),
		flowcept.WorkflowDescription("text"), flowcept.ParentWorkflowID("up"), flowcept.CampaignID("camp"),
		flowcept.WorkflowArgs(flowcept.Values{"x": []int{1}}), flowcept.AgentID("agent"), flowcept.AgentName("name"),
		flowcept.Tags("a"), flowcept.Tags("b"), flowcept.Metadata(flowcept.Values{"m": 1}))
	for _, r := range all.workflows() {
		wants(t, r, map[string]string{
			"name": "n", "workflow_id": "id", "subtype": "sub", "workflow_description": "text",
			"parent_workflow_id": "up", "campaign_id": "camp", "used": "map[x:[1]]", "agent_id": "agent", "tags": "[a b]",
			"custom_metadata": "map[m:1]",
		})
	}
	agents := all.of("type", "agent")
	if len(agents) != 1 {
		t.Fatalf("got %d records of the agent, want 1", len(agents))
	}
	wants(t, agents[0], map[string]string{
		"agent_id": "agent", "name": "name", "workflow_id": "id", "campaign_id": "camp",
		"registered_at": fmt.Sprint(all.workflows()[0]["started_at"]),
	})
}

// An agent without an id of its own goes by its name, in the workflow's record too.
func TestAnAgentsNameIsItsID(t *testing.T) {
	all := record(t, func(context.Context) {}, flowcept.AgentName("name"))
	if got, want := all.column("agent_id"), "name name name"; got != want {
		t.Errorf("got agent ids %q of the agent and two workflow records, want %q", got, want)
	}
}

func TestAWorkflowsIDs(t *testing.T) {
	isolated(t)
	var campaign string
	for range 2 {
		wf, err := flowcept.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := uuid.Validate(wf.ID()); err != nil {
			t.Errorf("id %q: %v", wf.ID(), err)
		}
		if campaign != "" && wf.CampaignID() != campaign {
			t.Errorf("got campaigns %q and %q, want one for the process", campaign, wf.CampaignID())
		}
		campaign = wf.CampaignID()
		if err := wf.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := uuid.Validate(campaign); err != nil {
		t.Errorf("campaign %q: %v", campaign, err)
	}
}

func TestAWorkflowThatIsNotSaved(t *testing.T) {
	all := record(t, func(ctx context.Context) { flowcept.NewTask(ctx, "a").Send() },
		flowcept.WorkflowID("of another process"), flowcept.SaveWorkflow(false))
	if got, want := all.column("type")+all.column("workflow_id"), "taskof another process"; got != want {
		t.Errorf("got %q, want %q: the task alone", got, want)
	}
}

func TestWorkflowsWithinWorkflows(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		flowcept.NewTask(ctx, "before").Send()
		_ = flowcept.WithTask(ctx, "around", func(ctx context.Context, _ *flowcept.Task) error {
			return flowcept.Run(ctx, func(ctx context.Context) error {
				flowcept.NewTask(ctx, "inner").Send()
				flowcept.NewTask(context.Background(), "without context").Send()
				return nil
			}, flowcept.WorkflowID("inner"))
		})
		wf, err := flowcept.Start(ctx, flowcept.WorkflowID("started"))
		if err != nil {
			t.Fatal(err)
		}
		exiting(func() { flowcept.NewTask(context.Background(), "of the goroutine's").Send() })
		if err := wf.Stop(ctx); err != nil {
			t.Error(err)
		}
		flowcept.NewTask(ctx, "behind").Send()
	}, flowcept.WorkflowID("outer"))
	for activity, want := range map[string]string{
		"before": "outer", "around": "outer", "inner": "inner", "without context": "inner",
		"of the goroutine's": "outer", "behind": "outer",
	} {
		wants(t, all.task(t, activity), map[string]string{"workflow_id": want})
	}
	wants(t, all.task(t, "inner"), map[string]string{"parent_task_id": "-"})
}

// A call with no parent on its goroutine, and no context, is of the workflow that was started last and still runs.
func TestTheCurrentWorkflowIsTheOneStartedLast(t *testing.T) {
	isolated(t)
	start := func(id string) *flowcept.Workflow {
		wf, err := flowcept.Start(t.Context(), flowcept.WorkflowID(id))
		if err != nil {
			t.Fatal(err)
		}
		return wf
	}
	send := func(activity string) { flowcept.NewTask(t.Context(), activity).Send() }
	a := start("a")
	send("1")
	b := start("b")
	send("2")
	c := start("c")
	send("3")
	stops := []error{b.Stop(t.Context())}
	send("4")
	stops = append(stops, c.Stop(t.Context()))
	send("5")
	if err := errors.Join(append(stops, a.Stop(t.Context()))...); err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, "").tasks().column("workflow_id"), "a b c c a"; got != want {
		t.Errorf("got workflows %q, want %q", got, want)
	}
}

func TestWorkflowsSideBySide(t *testing.T) {
	isolated(t)
	const n, each = 8, 20
	var all sync.WaitGroup
	begun := make(chan struct{})
	var running sync.WaitGroup
	running.Add(n)
	for w := range n {
		all.Go(func() {
			id := fmt.Sprint("w", w)
			err := flowcept.Run(t.Context(), func(ctx context.Context) error {
				running.Done()
				<-begun // all of them run now
				for i := range each {
					flowcept.NewTask(context.Background(), id, flowcept.Used{"i": i}).Send()
					exiting(func() { flowcept.NewTask(context.Background(), id).Send() })
				}
				for range flowcept.LoopN(ctx, each, flowcept.LoopName(id)) {
				}
				return nil
			}, flowcept.WorkflowID(id))
			if err != nil {
				t.Error(err)
			}
		})
	}
	running.Wait()
	close(begun)
	all.Wait()
	records := written(t, "")
	for w := range n {
		id := fmt.Sprint("w", w)
		own := records.of("workflow_id", id)
		if got := len(own.of("activity_id", id)); got != 2*each {
			t.Errorf("%s: got %d of its own tasks, want %d", id, got, 2*each)
		}
		if got := len(own.of("activity_id", id+"_iteration")); got != each {
			t.Errorf("%s: got %d of its own iterations, want %d", id, got, each)
		}
		if got, want := own.workflows().column("status"), "RUNNING FINISHED"; got != want {
			t.Errorf("%s: got records %q, want %q", id, got, want)
		}
		if got, want := len(own), 3*each+2; got != want {
			t.Errorf("%s: got %d records, want %d", id, got, want)
		}
	}
	ids := map[any]bool{}
	for _, r := range records.tasks() {
		ids[r["task_id"]] = true
	}
	if got, want := len(ids), n*3*each; got != want {
		t.Errorf("got %d task ids, want %d", got, want)
	}
}

func TestRunSaysHowItsFunctionEnded(t *testing.T) {
	for _, c := range []struct {
		name   string
		f      func() error
		status string
	}{
		{"returned", func() error { return nil }, "FINISHED"},
		{"failed", func() error { return io.EOF }, "ERROR"},
		{"failed without text", func() error { return (*fragile)(nil) }, "ERROR"},
		{"panicked", func() error { panic("oh no") }, "ERROR"},
		{"exited", func() error { exit(); return nil }, "ERROR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			isolated(t)
			var plain, got outcome
			exiting(func() { plain = run(c.f) })
			exiting(func() {
				got = run(func() error {
					return flowcept.Run(t.Context(), func(context.Context) error { return c.f() })
				})
			})
			if got != plain {
				t.Errorf("got %v, want what the plain function does, %v", got, plain)
			}
			if got, want := written(t, "").column("status"), "RUNNING "+c.status; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestNilWorkflowsDoNothing(t *testing.T) {
	var wf *flowcept.Workflow
	if got := wf.ID() + wf.CampaignID(); got != "" {
		t.Errorf("got ids %q, want none", got)
	}
	if err := wf.Stop(t.Context()); err != nil {
		t.Errorf("Stop: %v", err)
	}
	wf.EndReturn(io.EOF)
	wf.EndPanic("p")
}
