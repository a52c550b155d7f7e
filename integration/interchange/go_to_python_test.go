package interchange_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// record runs a workflow in Go under a settings file: thirteen tasks of all kinds.
func record(t *testing.T, settings string) (workflow string) {
	t.Helper()
	ctx := t.Context()
	wf, err := flowcept.Start(ctx, flowcept.SettingsFile(settings), flowcept.WorkflowName("campaign"),
		flowcept.WorkflowArgs(flowcept.Values{"epochs": 3, "rates": []float64{0.1, 0.01}}), flowcept.Metadata(flowcept.Values{"site": "Oak Ridge"}))
	if err != nil {
		t.Fatal(err)
	}
	_ = flowcept.WithTask(ctx, "outer", func(ctx context.Context, task *flowcept.Task) error {
		for i := range 5 {
			flowcept.NewTask(ctx, "square", flowcept.Used{"x": i + 1, "cfg": map[string]any{"lr": 0.5, "deep": []any{true, nil, "s"}}}).
				End(flowcept.Generated{"y": (i + 1) * (i + 1)})
		}
		task.End(flowcept.Generated{"text": "Grüße"})
		return nil
	}, flowcept.Used{"n": 5}, flowcept.Tags("a", "b"), flowcept.Metadata(flowcept.Values{"owner": "x"}), flowcept.AgentID("agent-1"))
	if err := flowcept.WithTask(ctx, "fails", func(context.Context, *flowcept.Task) error { return errors.New("no input") }); err == nil {
		t.Error("got no error from the task that fails")
	}
	for _, light := range []bool{false, true} {
		opts := []flowcept.LoopOption{flowcept.LoopName(fmt.Sprint("loop_", light)), flowcept.ItemName("epoch")}
		if light {
			opts = append(opts, flowcept.Lightweight())
		}
		for i := range flowcept.LoopN(ctx, 3, opts...) {
			flowcept.EndIter(flowcept.Generated{"loss": 1 / float64(i+1)})
		}
	}
	if err := wf.Stop(ctx); err != nil {
		t.Fatal(err)
	}
	return wf.ID()
}

// recorded is how many tasks record makes.
const recorded = 13

// An answer is what query.py prints.
type answer struct {
	Tasks     []map[string]any
	Finished  []string
	ByValue   []string `json:"by_value"`
	Workflows []map[string]any
	Object    struct {
		Name     string
		Finished bool
	} `json:"workflow_object"`
	Frame int
}

// ask has Flowcept.db look up a workflow that record made, and checks the answer. By the value used.x it finds so many
// tasks: none in LMDB, where it looks at whole fields only.
func (c *campaign) ask(t *testing.T, env []string, workflow string, byValue int) {
	t.Helper()
	var a answer
	if err := json.Unmarshal(c.python(t, env, "python/query.py", workflow), &a); err != nil {
		t.Fatal(err)
	}
	if len(a.Tasks) != recorded || len(a.Finished) != recorded-1 || len(a.ByValue) != byValue || a.Frame != recorded {
		t.Errorf("Flowcept.db finds %d tasks, %d finished, %d with used.x 5, a frame of %d; want %d, %d, %d, %d",
			len(a.Tasks), len(a.Finished), len(a.ByValue), a.Frame, recorded, recorded-1, byValue, recorded)
	}
	if a.Object.Name != "campaign" || !a.Object.Finished || len(a.Workflows) != 1 {
		t.Errorf("Flowcept.db finds %d workflows, and the object %+v; want 1, named campaign and finished", len(a.Workflows), a.Object)
	}
	tasks := map[string]map[string]any{}
	for _, task := range a.Tasks {
		activity, _ := task["activity_id"].(string)
		if used, _ := task["used"].(map[string]any); used["x"] != nil {
			activity += fmt.Sprint(used["x"])
		} else if used["i"] != nil {
			activity += fmt.Sprint(used["i"])
		}
		tasks[activity] = task
	}
	outer := tasks["outer"]["task_id"]
	for activity, want := range map[string]map[string]any{
		"outer": {"status": "FINISHED", "used": m{"n": 5.0}, "generated": m{"text": "Grüße"}, "tags": []any{"a", "b"}, "custom_metadata": m{"owner": "x"}, "agent_id": "agent-1", "finished": true},
		"square5": {
			"parent_task_id": outer, "generated": m{"y": 25.0}, "workflow_id": workflow,
			"used": m{"x": 5.0, "cfg": m{"lr": 0.5, "deep": []any{true, nil, "s"}}},
		},
		"fails":                 {"status": "ERROR", "stderr": "no input", "error": true},
		"loop_false_iteration1": {"used": m{"i": 1.0, "epoch": 1.0}, "generated": m{"loss": 0.5}, "subtype": "iteration"},
		"loop_true_iteration2":  {"used": m{"i": 2.0, "epoch": 2.0}, "generated": m{"loss": 1.0 / 3}, "status": "FINISHED"},
	} {
		for key, value := range want {
			if got := tasks[activity][key]; !equal(got, value) {
				t.Errorf("%s: %s: got %v, want %v", activity, key, got, value)
			}
		}
	}
	if len(a.Workflows) == 1 {
		for key, value := range map[string]any{"status": "FINISHED", "used": m{"epochs": 3.0, "rates": []any{0.1, 0.01}}} {
			if got := a.Workflows[0][key]; !equal(got, value) {
				t.Errorf("workflow: %s: got %v, want %v", key, got, value)
			}
		}
	}
}

// What Go has sent, Python's consumer stores in each of its databases, and its query API finds.
func TestPythonPersistsWhatGoSends(t *testing.T) {
	c := newCampaign(t, 3, "project: {db_flush_mode: online}")
	workflow := record(t, c.settings)
	n := fmt.Sprint(services.Count(t, c.bootstrap, c.topic))
	for _, database := range []struct {
		name    string
		env     []string
		byValue int
	}{
		{"MongoDB", nil, 1},
		{"LMDB", []string{"MONGO_ENABLED=false", "LMDB_ENABLED=true", "LMDB_PATH=" + filepath.Join(c.dir, "lmdb")}, 0},
	} {
		t.Run(database.name, func(t *testing.T) {
			c.python(t, database.env, "python/consume.py", n)
			c.ask(t, database.env, workflow, database.byValue)
		})
	}
}

// Python's query API reads what the sink has stored.
func TestPythonQueriesWhatTheSinkStores(t *testing.T) {
	c := newCampaign(t, 3, "project: {db_flush_mode: online}\ntelemetry_capture: {cpu: true, mem: true, process_info: true}")
	workflow := record(t, c.settings)
	c.sink(t)
	c.ask(t, nil, workflow, 1)
}

// Each reads the other's file.
func TestFilesAreReadByBoth(t *testing.T) {
	c := newCampaign(t, 0, "")
	path := filepath.Join(c.dir, "buffer.jsonl")
	c.settings = c.file(t, fmt.Sprintf("project: {db_flush_mode: offline, dump_buffer: {enabled: true, path: %q}}\nmq: {enabled: false}\n", path))
	read := func() (records []flowcept.Record) {
		t.Helper()
		for r, err := range flowcept.ReadBufferFile(path) {
			if err != nil {
				t.Fatal(err)
			}
			records = append(records, r)
		}
		return records
	}
	type file struct {
		Records []map[string]any
		Frame   int
	}
	ask := func() (python file) {
		t.Helper()
		if err := json.Unmarshal(c.python(t, nil, "python/read_file.py", path), &python); err != nil {
			t.Fatal(err)
		}
		return python
	}

	record(t, c.settings)
	python, mine := ask(), read()
	if len(mine) != recorded+2 || len(python.Records) != len(mine) || python.Frame != len(mine) {
		t.Errorf("of a file by Go, Go reads %d records, Python %d and a frame of %d; want %d", len(mine), len(python.Records), python.Frame, recorded+2)
	}
	for i := range min(len(mine), len(python.Records)) {
		if !equal(python.Records[i], mine[i]) {
			t.Errorf("record %d: Python reads %v, Go %v", i, python.Records[i], mine[i])
		}
	}

	c.python(t, nil, "testdata/examples/ex_flowcepttask.py")
	python, theirs := ask(), read()
	if len(theirs) != len(python.Records) || !slices.ContainsFunc(theirs, func(r flowcept.Record) bool { return r["activity_id"] == "super_func1" }) {
		t.Errorf("of a file by Python, Go reads %d records: %v; want %d, and among them that of super_func1", len(theirs), theirs, len(python.Records))
	}
	for i := range min(len(theirs), len(python.Records)) {
		if !equal(python.Records[i], theirs[i]) {
			t.Errorf("record %d: Python reads %v, Go %v", i, python.Records[i], theirs[i])
		}
	}
}
