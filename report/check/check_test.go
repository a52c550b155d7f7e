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
		{"subtype", "iteration", `group_id is missing, in an iteration; activity_id is "a", want the loop's name and _iteration`},
		{"parent_task_id", "t", "parent_task_id is the task's own id"},
		{"started_at", absent, "started_at is missing, and ended_at is there"},
		{"ended_at", absent, "ended_at is missing, and the status is FINISHED"},
		{"status", "RUNNING", "ended_at is there, and the status is RUNNING"},
		{"telemetry_at_end", map[string]any{"cpu": 0.5}, "telemetry_at_end has cpu, which is 0.5, want a map"},
		{"telemetry_at_start", []any{}, "telemetry_at_start is a list of 0, want a map"},
		{"custom_metadata", "m", `custom_metadata is "m", want a map`},
		{"subtype", "ai_model_invocation", `activity_id is "a", want "llm_interaction", of the call of a language model; ` +
			"used has no prompt, which was given to a language model; generated has no response, of a language model that has answered"},
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
	closed["status"], closed["ended_at"] = "FINISHED", 1700000003.5
	delete(closed, "name")
	var c Checker
	if got := append(c.Record(open), c.Record(closed)...); len(got) != 1 || !strings.HasPrefix(got[0], "name is missing") {
		t.Errorf("got %q, want that the name is missing", got)
	}
}

// What closes a workflow says the same of it.
func TestTheRecordThatClosesAWorkflowDoesNotContradictTheOther(t *testing.T) {
	open := workflow()
	open["status"] = "RUNNING"
	delete(open, "ended_at")
	closed := workflow()
	closed["started_at"], closed["name"] = 1700000001.5, "other"
	var c Checker
	got := append(c.Record(open), c.Record(closed)...)
	want := []string{`name is "other", and in the record that opened the workflow "n"`,
		"started_at is 1.7000000015e+09, and in the record that opened the workflow 1.7000000005e+09"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func workflow() map[string]any {
	return map[string]any{"type": "workflow", "workflow_id": "w", "campaign_id": "c", "name": "n", "status": "FINISHED",
		"started_at": 1700000000.5, "ended_at": 1700000003.5, "interceptor_ids": []any{"p"}}
}

func TestFindingsOfOtherKinds(t *testing.T) {
	agent := map[string]any{"type": "agent", "agent_id": "a", "name": "n", "workflow_id": "w", "campaign_id": "c", "registered_at": 1700000000.5}
	object := map[string]any{"type": "object", "object_id": "o", "object_type": "model", "version": int64(1)}
	control := map[string]any{"type": "flowcept_control", "info": "mq_dao_thread_stopped", "interceptor_instance_id": "i", "exec_bundle_id": "b"}
	iteration := map[string]any{"type": "task", "task_id": "g7", "group_id": "g", "subtype": "iteration", "activity_id": "l_iteration",
		"workflow_id": "w", "campaign_id": "c", "used": map[string]any{"i": int64(7)}, "status": "FINISHED"}
	activities := func(fields map[string]any) map[string]any {
		return map[string]any{"activities": map[string]any{"f": fields}}
	}
	source := map[string]any{"func": "main.f", "file": "m/f.go", "line": int64(3), "sha256": strings.Repeat("0a", 32)}
	for _, test := range []struct {
		good  map[string]any
		key   string
		value any
		want  string
	}{
		{workflow(), "user", "ada", ""},
		{workflow(), "workflow_id", absent, "workflow_id is missing"},
		{workflow(), "campaign_id", int64(1), "campaign_id is 1, want a string"},
		{workflow(), "started_at", absent, "started_at is missing"},
		{workflow(), "interceptor_ids", "p", `interceptor_ids is "p", want a list of strings`},
		{workflow(), "status", "WAITING", `status is "WAITING", want of a workflow RUNNING, FINISHED, ERROR; ended_at is there, and the status is WAITING`},
		{workflow(), "status", "RUNNING", "ended_at is there, and the status is RUNNING"},
		{workflow(), "ended_at", absent, "ended_at is missing, and the status is FINISHED"},
		{workflow(), "machine_info", map[string]any{"p": "m"}, `machine_info has p, which is "m", want a map`},
		{workflow(), "machine_info", map[string]any{"p": map[string]any{"environment": map[string]any{"HOME": "/"}}},
			"machine_info has the environment of p in it, which may hold secrets"},
		{workflow(), "flowcept_settings", map[string]any{"mq": map[string]any{"password": "x", "host": "h"}},
			"flowcept_settings.mq.password is not replaced by REDACTED"},
		{workflow(), "flowcept_settings", map[string]any{"mq": map[string]any{"password": "REDACTED"}}, ""},
		{workflow(), "code_repository", map[string]any{"sha": "1", "dirty": "yes"}, `code_repository has dirty, which is "yes"`},
		{workflow(), "code_repository", map[string]any{"sha": "1", "dirty": true}, ""},
		{workflow(), "custom_metadata", activities(source), ""},
		{workflow(), "custom_metadata", activities(map[string]any{"func": "f"}), "custom_metadata has the activity f without func, file and line"},
		{workflow(), "custom_metadata", activities(map[string]any{"func": "f", "file": "f.go", "line": int64(1)}),
			"custom_metadata has the activity f without the sha256 of its source"},
		{workflow(), "custom_metadata", map[string]any{"activities": []any{}}, "custom_metadata has activities, which is a list of 0, want a map"},
		{agent, "agent_id", absent, "agent_id is missing"},
		{agent, "name", absent, "name is missing"},
		{agent, "registered_at", "now", `registered_at is "now", want seconds since the epoch with a fraction, such as 1795474433.25`},
		{object, "object_type", absent, "object_type is missing"},
		{object, "version", "1", `version is "1", want an integer`},
		{control, "info", "stop", `info is "stop", want mq_flush_complete, mq_dao_thread_stopped, stop_document_inserter`},
		{control, "exec_bundle_id", absent, "exec_bundle_id is missing, in mq_dao_thread_stopped"},
		{iteration, "hostname", "h", ""},
		{iteration, "task_id", "x7", `task_id is "x7", want the group_id "g" and the iteration's number`},
		{iteration, "task_id", "g", `task_id is "g", want the group_id "g" and the iteration's number`},
		{iteration, "task_id", "gx", `task_id is "gx", want the group_id "g" and the iteration's number`},
	} {
		r := maps.Clone(test.good)
		r[test.key] = test.value
		if test.value == absent {
			delete(r, test.key)
		}
		var c Checker
		if got := strings.Join(c.Record(r), "; "); got != test.want {
			t.Errorf("%s %s = %v: got %q, want %q", r["type"], test.key, test.value, got, test.want)
		}
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
