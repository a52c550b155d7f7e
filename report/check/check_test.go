package check

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
)

func good() map[string]any {
	return map[string]any{"type": "task", "task_id": "t", "activity_id": "a", "workflow_id": "w", "campaign_id": "c",
		"used": map[string]any{}, "status": "FINISHED", "started_at": 1700000000.5, "ended_at": 1700000001.5}
}

func TestFindings(t *testing.T) {
	for _, test := range []struct {
		key   string
		value any // absent: the key is left out
		want  string
	}{
		{"hostname", "h", ""},
		{"type", absent, "type is missing"},
		{"type", "taks", `type is "taks", want agent, flowcept_control, object, task, workflow`},
		{"task_id", int64(3), "task_id is 3, want a string"},
		{"task_id", absent, "task_id is missing"},
		{"used", nil, "used is null; an absent field is left out"},
		{"used", []any{int64(1)}, "used is a list of 1, want a map"},
		{"generated", 0.5, "generated is 0.5, want a map"},
		{"status", "DONE", `status is "DONE", want SUBMITTED, WAITING, RUNNING, FINISHED, ERROR, UNKNOWN`},
		{"status", nil, "status is null; an absent field is left out"},
		{"started_at", int64(1700000000), "started_at is 1700000000, want seconds since the epoch with a fraction, such as 1795474433.25"},
		{"submitted_at", 1700000000500.5, "submitted_at is 1.7000000005005e+12, want seconds, not milliseconds or less"},
		{"ended_at", 1700000000.25, "ended_at is 0.25 s before started_at"},
		{"tags", []any{"a", int64(1)}, "tags has 1 in it, want strings"},
		{"data", "x", "data is not written to files"},
		{"subtype", "iteration", "group_id is missing, in an iteration"},
		{"hostname", "", "hostname is empty; an absent field is left out"},
	} {
		r := maps.Clone(good())
		r[test.key] = test.value
		if test.value == absent {
			delete(r, test.key)
		}
		var c Checker
		if got := strings.Join(c.Record(r), "; "); got != test.want {
			t.Errorf("%s = %v: got %q, want %q", test.key, test.value, got, test.want)
		}
	}
}

const absent = "\x00absent"

func TestTwoTasksThatEndedHaveNotOneID(t *testing.T) {
	var c Checker
	if got := c.Record(good()); got != nil {
		t.Errorf("got %q for the first, want nothing", got)
	}
	if got := c.Record(good()); len(got) != 1 || !strings.HasPrefix(got[0], `task_id is "t", which an earlier`) {
		t.Errorf("got %q for the second, want that its id was there", got)
	}
}

func TestTheRecordThatClosesAWorkflowRepeatsTheOther(t *testing.T) {
	open := map[string]any{"type": "workflow", "workflow_id": "w", "campaign_id": "c", "name": "n", "status": "RUNNING",
		"started_at": 1700000000.5, "interceptor_ids": []any{"p"}}
	closed := maps.Clone(open)
	closed["status"] = "FINISHED"
	delete(closed, "name")
	var c Checker
	if got := append(c.Record(open), c.Record(closed)...); len(got) != 1 || !strings.HasPrefix(got[0], "name is missing") {
		t.Errorf("got %q, want that the name is missing", got)
	}
}

// What Python wrote is right by its own rules. By ours, its iterations lack their type.
func TestPythonFiles(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/wire/*.offline.jsonl")
	if len(files) == 0 {
		t.Fatal("no files in testdata/wire")
	}
	strict := 0
	for _, file := range files {
		lenient, ours := Checker{Python: true}, Checker{}
		for r, err := range jsonl.Read(file) {
			if err != nil {
				t.Fatal(err)
			}
			if got := lenient.Record(r); got != nil {
				t.Errorf("%s: got %q of %v, want nothing", file, got, r)
			}
			strict += len(ours.Record(r))
		}
	}
	if strict == 0 {
		t.Error("got no finding without Python's allowances, want some")
	}
}

// A function that Flowcept for Python is told no workflow_id, though it takes one, is recorded without.
func TestPythonTaskWithoutWorkflow(t *testing.T) {
	r := map[string]any{"type": "task", "activity_id": "f", "task_id": "1795444929.3958967", "used": map[string]any{"x": int64(1)},
		"started_at": 1795444929.25, "ended_at": 1795444929.5, "status": "FINISHED"}
	lenient, ours := Checker{Python: true}, Checker{}
	if got := lenient.Record(r); got != nil {
		t.Errorf("got %q, want nothing", got)
	}
	if got := ours.Record(r); !slices.Contains(got, "workflow_id is missing") {
		t.Errorf("got %q, want that workflow_id is missing", got)
	}
}
