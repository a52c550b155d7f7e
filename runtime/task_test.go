package flowcept_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func TestATaskIsWhatItsOptionsSay(t *testing.T) {
	at := time.Unix(1_700_000_000, 0)
	all := record(t, func(ctx context.Context) {
		task := flowcept.NewTask(ctx, "everything",
			flowcept.Used{"x": 1}, flowcept.Used{"y": "two"}, flowcept.Tags("a"), flowcept.Tags("b", "c"),
			flowcept.Metadata(flowcept.Values{"m": 1}), flowcept.Metadata(flowcept.Values{"n": 2}),
			flowcept.Subtype("sub"), flowcept.GroupID("group"), flowcept.ParentTaskID("parent"), flowcept.TaskID("own"),
			flowcept.WorkflowID("elsewhere"), flowcept.CampaignID("camp"), flowcept.AgentID("agent"),
			flowcept.SourceAgentID("source"), flowcept.Hostname("there"), flowcept.AdapterID("adapter"),
			flowcept.StartedAt(at), flowcept.Data([]byte("left out of files")))
		task.End(flowcept.Generated{"z": 3.5}, flowcept.EndedAt(at.Add(2*time.Second)), flowcept.Stdout("out"),
			flowcept.Used{"y": "three", "w": nil}, flowcept.Metadata(flowcept.Values{"n": 3}), flowcept.Tags("d"))
	})
	wants(t, all.task(t, "everything"), map[string]string{
		"type": "task", "used": "map[w:<nil> x:1 y:three]", "generated": "map[z:3.5]", "tags": "[a b c d]",
		"custom_metadata": "map[m:1 n:3]", "subtype": "sub", "group_id": "group", "parent_task_id": "parent",
		"task_id": "own", "workflow_id": "elsewhere", "campaign_id": "camp", "agent_id": "agent",
		"source_agent_id": "source", "hostname": "there", "adapter_id": "adapter", "started_at": "1.7e+09",
		"ended_at": "1.700000002e+09", "status": "FINISHED", "stdout": "out", "stderr": "-", "data": "-",
	})
}

func TestATaskThatSaysHowItEndedIsSentAtOnce(t *testing.T) {
	start, end := time.Unix(1000, 0), time.Unix(1002, 0)
	for _, c := range []struct {
		name   string
		opts   []flowcept.TaskOption
		status string // "": it has not ended
	}{
		{"used", []flowcept.TaskOption{flowcept.Used{"a": 1}}, ""},
		{"started", []flowcept.TaskOption{flowcept.StartedAt(start)}, ""},
		{"generated", []flowcept.TaskOption{flowcept.Generated{"b": 1}}, "FINISHED"},
		{"ended", []flowcept.TaskOption{flowcept.StartedAt(start), flowcept.EndedAt(end)}, "FINISHED"},
		{"stdout", []flowcept.TaskOption{flowcept.Stdout("hello")}, "FINISHED"},
		{"stderr", []flowcept.TaskOption{flowcept.Stderr("boom")}, "ERROR"},
		{"status", []flowcept.TaskOption{flowcept.StatusSubmitted}, "SUBMITTED"},
		{"stderr and status", []flowcept.TaskOption{flowcept.Stderr("boom"), flowcept.StatusFinished}, "FINISHED"},
		{"status and stderr", []flowcept.TaskOption{flowcept.StatusWaiting, flowcept.Stderr("boom")}, "WAITING"},
		{"no such status", []flowcept.TaskOption{flowcept.Status("DONE")}, "UNKNOWN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := record(t, func(ctx context.Context) {
				task := flowcept.NewTask(ctx, "a", c.opts...)
				if c.status != "" { // the record is there before Stop, so these come too late
					task.End(flowcept.Generated{"late": 1}, flowcept.StatusUnknown)
					task.Send()
				}
			})
			if c.status == "" {
				if n := len(all.tasks()); n != 0 {
					t.Errorf("got %d tasks, want none: it never ended\n%v", n, all)
				}
				return
			}
			wants(t, all.task(t, "a"), map[string]string{"status": c.status, "generated.late": "-"})
		})
	}
}

func TestATaskEndsOnce(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		ended := flowcept.NewTask(ctx, "ended")
		ended.End(flowcept.Generated{"n": 1})
		ended.End(flowcept.Generated{"n": 2})
		ended.Send()

		sent := flowcept.NewTask(ctx, "sent", flowcept.Used{"x": 1})
		sent.Send()
		sent.Send()
		sent.End(flowcept.Generated{"n": 2})

		many := flowcept.NewTask(ctx, "by many")
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				if many.ID() == "" {
					t.Error("the task has no id")
				}
				many.End(flowcept.Generated{fmt.Sprint(i): i}, flowcept.TaskID("another"))
			})
		}
		wg.Wait()
	})
	wants(t, all.task(t, "ended"), map[string]string{"generated": "map[n:1]", "status": "FINISHED"})
	sent := all.task(t, "sent")
	wants(t, sent, map[string]string{"generated": "-", "status": "FINISHED"})
	if sent["started_at"] != sent["ended_at"] {
		t.Errorf("sent: started at %v, ended at %v, want the same", sent["started_at"], sent["ended_at"])
	}
	if got := len(all.task(t, "by many")["generated"].(map[string]any)); got != 1 {
		t.Errorf("ended by several goroutines: got %d of their values, want those of one", got)
	}
}

// What a program does to its values after it has given them does not change the record.
func TestValuesAreRecordedAsTheyWereGiven(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		list, named := []int{1, 2}, map[string]any{"k": "before"}
		used := flowcept.Used{"list": list, "named": named}
		task := flowcept.NewTask(ctx, "a", used, flowcept.Metadata(flowcept.Values{"list": list}))
		list[0], named["k"], used["more"] = 99, "after", true
		task.End(flowcept.Generated{"list": list})
	})
	wants(t, all.task(t, "a"), map[string]string{
		"used": "map[list:[1 2] named:map[k:before]]", "custom_metadata.list": "[1 2]", "generated.list": "[99 2]",
	})
}

// The limit on the elements of a map is for values, not for a record's own.
func TestManyValuesAreAllRecorded(t *testing.T) {
	const n = 100
	many := flowcept.Values{}
	for i := range n {
		many[fmt.Sprint("k", i)] = i
	}
	all := record(t, func(ctx context.Context) {
		flowcept.NewTask(ctx, "a", flowcept.Used(many), flowcept.Generated(many), flowcept.Metadata(many))
		flowcept.NewTask(ctx, "nested", flowcept.Used{"many": map[string]any(many)}).End()
		for range flowcept.LoopN(ctx, 1) {
			flowcept.EndIter(flowcept.Generated(many))
		}
	}, flowcept.WorkflowArgs(many), flowcept.Metadata(many))
	for record, keys := range map[*flowcept.Record][]string{
		new(all.task(t, "a")):              {"used", "generated", "custom_metadata"},
		new(all.task(t, "loop_iteration")): {"generated"},
		new(all.workflows()[0]):            {"used", "custom_metadata"},
		new(all.workflows()[1]):            {"used", "custom_metadata"},
	} {
		for _, key := range keys {
			if got := len((*record)[key].(map[string]any)); got != n {
				t.Errorf("%s %s: got %d values, want %d", (*record)["type"], key, got, n)
			}
		}
	}
	wants(t, all.task(t, "nested"), map[string]string{"used.many.len": fmt.Sprint(n)})
}

// A task that prints without end, or uses very much, fits into a message of a topic all the same.
func TestATaskFitsIntoAMessage(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		flowcept.NewTask(ctx, "printing", flowcept.Stdout(strings.Repeat("o", 5<<20)), flowcept.Stderr(strings.Repeat("é", 5<<20)))
		many := make([][]string, 60)
		for i := range many {
			many[i] = slices.Repeat([]string{strings.Repeat("x", 4000)}, 60)
		}
		flowcept.NewTask(ctx, "using", flowcept.Used{"a": many, "b": many, "c": many, "d": many}).End()
	})
	printing := all.task(t, "printing")
	if got, want := printing["stderr"].(string), fmt.Sprintf("é…(%d bytes)", 10<<20); !strings.HasSuffix(got, want) {
		t.Errorf("stderr ends with %q, want %q", got[len(got)-30:], want)
	}
	for _, activity := range []string{"printing", "using"} {
		if n := len(fmt.Sprint(all.task(t, activity))); n > 900_000 {
			t.Errorf("%s: the record has about %d bytes, want less than the million that brokers take", activity, n)
		}
	}
}

func TestATasksParentIsTheTaskAroundIt(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		_ = flowcept.WithTask(ctx, "outer", func(inner context.Context, outer *flowcept.Task) error {
			flowcept.NewTask(ctx, "by goroutine").Send()
			flowcept.NewTask(inner, "named", flowcept.ParentTaskID("p")).Send()
			carried := flowcept.ContextWithTask(context.Background())
			return flowcept.WithTask(ctx, "middle", func(context.Context, *flowcept.Task) error {
				flowcept.NewTask(ctx, "nested").Send()
				flowcept.NewTask(carried, "carried").Send()
				flowcept.NewTask(inner, "inner").Send()
				return nil
			})
		})
		flowcept.NewTask(ctx, "behind").Send()
	})
	outer, middle := fmt.Sprint(all.task(t, "outer")["task_id"]), fmt.Sprint(all.task(t, "middle")["task_id"])
	for activity, want := range map[string]string{
		"outer": "-", "by goroutine": outer, "named": "p", "middle": outer, "nested": middle, "carried": outer,
		"inner": outer, "behind": "-",
	} {
		wants(t, all.task(t, activity), map[string]string{"parent_task_id": want})
	}
}

func TestNilTasksDoNothing(t *testing.T) {
	var task *flowcept.Task
	task.End(flowcept.Generated{"x": 1})
	task.Send()
	if got := task.ID(); got != "" {
		t.Errorf("got id %q, want none", got)
	}
}

// Options that a program has left nil, and contexts, are passed over.
func TestNilOptionsAndContexts(t *testing.T) {
	isolated(t)
	var (
		none  context.Context
		wfOpt flowcept.WorkflowOption
		opt   flowcept.TaskOption
		loop  flowcept.LoopOption
	)
	err := flowcept.Run(none, func(context.Context) error {
		flowcept.NewTask(none, "a", opt, flowcept.Used(nil)).End(opt, flowcept.Generated(nil))
		for range flowcept.LoopN(none, 1, loop) {
			flowcept.EndIter(nil)
		}
		return flowcept.WithTask(none, "b", func(ctx context.Context, _ *flowcept.Task) error { return ctx.Err() }, opt)
	}, wfOpt)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := written(t, "").tasks().column("activity_id"), "a loop_iteration b"; got != want {
		t.Errorf("got tasks %q, want %q", got, want)
	}
}
