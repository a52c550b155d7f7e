package flowcept_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// The programs below are those that Python Flowcept ran for the files of the same names in testdata/wire, by hand in Go.

func exFlowceptTask(ctx context.Context) {
	agent := flowcept.AgentID("agent")
	flowcept.NewTask(ctx, "super_func1", flowcept.Used{"x": 1}, agent, flowcept.Tags("tag1")).Send()
	_ = flowcept.WithTask(ctx, "super_func2", func(_ context.Context, task *flowcept.Task) error {
		task.End(flowcept.Generated{"o": 3})
		return nil
	}, flowcept.Used{"y": 1}, agent, flowcept.Tags("tag2"))
	flowcept.NewTask(ctx, "super_func3", flowcept.Used{"z": 1}, agent, flowcept.Tags("tag3")).End(flowcept.Generated{"w": 1})
	download := flowcept.NewTask(ctx, "download", flowcept.Used{"url": "https://example.org"})
	data := []byte("\x00\x01binary")
	download.End(flowcept.Data(data), flowcept.Generated{"bytes": len(data)})
	parse := flowcept.NewTask(ctx, "parse", flowcept.Used{"bytes": 8}, flowcept.ParentTaskID(download.ID()), flowcept.Subtype("parse_step"))
	parse.End(flowcept.Generated{"records": 42})
	parse.Send()
	flowcept.NewTask(ctx, "autoended", flowcept.Used{"a": 1}, flowcept.Generated{"b": 2}, flowcept.Metadata(flowcept.Values{"m": 1}))
	flowcept.NewTask(ctx, "errored", flowcept.Used{"a": 1}, flowcept.Stderr("boom"), flowcept.Stdout("some out"))
	for activity, err := range map[string]error{"ctx_default": nil, "ctx_raises": errors.New("inside")} {
		_ = flowcept.WithTask(ctx, activity, func(context.Context, *flowcept.Task) error { return err }, flowcept.Used{"a": 1})
	}
}

func exLoop(ctx context.Context) {
	for epoch := range flowcept.LoopN(ctx, 3, flowcept.LoopName("train_loop"), flowcept.ItemName("epoch")) {
		flowcept.EndIter(flowcept.Generated{"loss": 0.1 * float64(5-epoch)})
	}
	for range flowcept.LoopN(ctx, 3, flowcept.ParentTaskID("some-parent")) {
	}
	for _, s := range flowcept.Loop(ctx, []string{"a", "b", "c", "d"}, flowcept.LoopName("broken")) {
		flowcept.EndIter(flowcept.Generated{"s": s})
		if s == "b" {
			break
		}
	}
}

func exLightLoop(ctx context.Context) {
	light := flowcept.Lightweight()
	for _, batch := range flowcept.Loop(ctx, []int{10, 20, 30}, light, flowcept.LoopName("eval_loop"), flowcept.ItemName("batch")) {
		flowcept.EndIter(flowcept.Generated{"metric": batch * 2})
	}
	for i := range flowcept.LoopN(ctx, 3, light, flowcept.LoopName("loop_b"), flowcept.ItemName("i"), flowcept.ParentTaskID("p1")) {
		flowcept.EndIter(flowcept.Generated{"v": i * i})
	}
	for _, i := range flowcept.Loop(ctx, []int{1, 2, 3}, light, flowcept.LoopName("broken")) {
		flowcept.EndIter(flowcept.Generated{"v": i})
		if i == 2 {
			break
		}
	}
}

// A deviation is a field in which Go differs from Python on purpose: what Python has and what Go has, - for nothing.
type deviation struct{ field, python, goes string }

// Loops: Python leaves out type, campaign, host, end and subtype, sends null for no parent.
var iterationDeviations = []deviation{
	{"type", "-", "task"}, {"campaign_id", "-", "*"}, {"hostname", "-", "*"}, {"ended_at", "-", "*"},
	{"subtype", "-", "iteration"}, {"parent_task_id", "<nil>", "-"},
}

func TestWhatPythonRecordsOfTheSameProgram(t *testing.T) {
	for _, c := range []struct {
		file, name string
		program    func(context.Context)
		opts       []flowcept.WorkflowOption
		deviations []deviation
		perTask    map[string][]deviation
		only       map[string]int // tasks of an activity that only Go has
	}{
		{
			file: "ex_flowcepttask", name: "MyFirstWorkflow", program: exFlowceptTask,
			perTask: map[string][]deviation{
				"errored":    {{"status", "FINISHED", "ERROR"}},                            // stderr alone
				"ctx_raises": {{"status", "FINISHED", "ERROR"}, {"stderr", "-", "inside"}}, // an error that leaves the function
			},
		},
		{
			file: "ex_loop", name: "loop", program: exLoop, deviations: iterationDeviations,
			only: map[string]int{"broken_iteration": 1}, // the one that break leaves
		},
		{
			file: "ex_light_loop", name: "batched_publish", program: exLightLoop,
			deviations: slices.DeleteFunc(slices.Clone(iterationDeviations), func(d deviation) bool { return d.field == "ended_at" }),
			only:       map[string]int{"broken_iteration": 2}, // break loses all of them
		},
		{
			file: "ex_agent", name: "agent_wf", // its tasks need a language model
			opts: []flowcept.WorkflowOption{flowcept.AgentID("agent-1"), flowcept.AgentName("demo agent")},
		},
	} {
		t.Run(c.file, func(t *testing.T) {
			python := written(t, mustAbs(t, "../testdata/wire/"+c.file+".offline.jsonl"))
			isolated(t)
			configured(t, "project: {enrich_messages: false}") // as it was for Python
			err := flowcept.Run(t.Context(), func(ctx context.Context) error {
				if c.program != nil {
					c.program(ctx)
				}
				return nil
			},
				append(c.opts, flowcept.WorkflowName(c.name))...)
			if err != nil {
				t.Fatal(err)
			}
			all := written(t, "")
			compare(t, python.workflows(), all.workflows(), nil)
			compare(t, python.of("type", "agent"), all.of("type", "agent"), nil)
			if c.program == nil {
				return
			}
			for _, activity := range activities(append(python, all...)) {
				own := all.of("activity_id", activity)
				if n := c.only[activity]; n > 0 {
					own = own[:len(own)-n]
				}
				compare(t, python.of("activity_id", activity), own, append(c.perTask[activity], c.deviations...))
			}
		})
	}
}

// With everything switched on that describes the run, the records have the fields that Python's have.
func TestTheFieldsOfPythonsEnrichedRecords(t *testing.T) {
	sent := written(t, mustAbs(t, "../testdata/wire/ex_enriched.kafka.jsonl"))
	isolated(t)
	configured(t, "{sys_metadata: {environment_id: lab}, extra_metadata: {x: 1}, telemetry_capture: {machine_info: true}}")
	err := flowcept.Run(t.Context(), func(context.Context) error { return nil },
		flowcept.WorkflowName("n"), flowcept.WorkflowArgs(flowcept.Values{"x": 1}), flowcept.ParentWorkflowID("p"),
		flowcept.AgentID("a"), flowcept.AgentName("n"), flowcept.WorkflowSubtype("s"), flowcept.WorkflowDescription("d"))
	if err != nil {
		t.Fatal(err)
	}
	all := written(t, "")
	for i, own := range all[:2] { // the agent's and the opening record
		python := sent[i]["msg"].(map[string]any)
		if got, want := slices.Sorted(maps.Keys(own)), slices.Sorted(maps.Keys(python)); !slices.Equal(got, want) {
			t.Errorf("%v: got fields\n%v\nPython has\n%v", own["type"], got, want)
		}
	}
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// activities are those of the tasks; Python's iterations do not say that they are tasks.
func activities(all records) []string {
	names := map[string]bool{}
	for _, r := range all {
		if name, ok := r["activity_id"].(string); ok {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// compare wants records that differ in nothing but ids, times and the deviations.
func compare(t *testing.T, python, own records, deviations []deviation) {
	t.Helper()
	if len(python) != len(own) {
		t.Errorf("got %d records, Python has %d\n%v\n%v", len(own), len(python), own, python)
		return
	}
	for i := range own {
		keys := map[string]bool{}
		for _, r := range []flowcept.Record{python[i], own[i]} {
			for k := range r {
				keys[k] = true
			}
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			p, g := text(python[i], key), text(own[i], key)
			if p == g || deviates(deviations, key, p, g) {
				continue
			}
			t.Errorf("%v %v: %s: got %v, Python has %v", own[i]["type"], own[i]["activity_id"], key, g, p)
		}
	}
}

func deviates(deviations []deviation, key, python, own string) bool {
	return slices.ContainsFunc(deviations, func(d deviation) bool {
		return d.field == key && d.python == python && (d.goes == own || d.goes == "*" && own != "-")
	})
}

// text is a field's text, where it is an id, a time, or a host's name only that it is there.
func text(r flowcept.Record, key string) string {
	v := field(r, key)
	if v == nil || v == "-" {
		return fmt.Sprint(v)
	}
	switch key {
	case "parent_task_id":
		if s := v.(string); !strings.ContainsAny(s, "0123456789") || s == "p1" {
			return s // given by the program
		}
		return "*"
	case "task_id", "workflow_id", "campaign_id", "group_id", "hostname", "interceptor_ids", "started_at", "ended_at", "registered_at":
		return "*"
	case "agent_id":
		if r["type"] == "task" {
			return "*" // random in the Python program
		}
	}
	if s, ok := v.(string); ok {
		return s
	}
	return fmt.Sprintf("%T %v", v, v)
}
