package likepython

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A network of one layer, ten values to one, that is called three times with a batch of 100, is recorded as Python records it:
// the same records in the same order, with the same parents, states and sizes. What differs on purpose is in line's comment.
func TestForwardCallsAreThoseOfPython(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "wire", "ex_torch_settings.kafka.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var python []flowcept.Record
	for _, sent := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var message struct{ Msg flowcept.Record }
		if err := json.Unmarshal([]byte(sent), &message); err != nil {
			t.Fatal(err)
		}
		python = append(python, message.Msg)
	}
	got := run(t, build(t), "ex_torch")
	if got, want := lines(got), lines(python); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nPython has\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for i, r := range got {
		if r["type"] != "task" {
			continue
		}
		for _, field := range []string{"task_id", "workflow_id", "campaign_id", "started_at", "ended_at", "hostname"} {
			if r[field] == nil {
				t.Errorf("record %d: has no %s", i, field)
			}
		}
	}
}

// lines are records as what is to be the same in both, a line each.
//
// Python's tensors have a device, a density and a number of bytes, and the count of their elements is numel, where ours is len
// and there is their type. Its layers have no id and no times, and what they were made with is used; ours is in the model's
// profile. Its forward calls belong to the model's workflow, ours to the one that they are called in.
func lines(records []flowcept.Record) (all []string) {
	ids, workflows := map[any]any{}, map[any]any{}
	for _, r := range records {
		if r["task_id"] != nil {
			ids[r["task_id"]] = r["activity_id"]
		}
		if r["name"] != nil {
			workflows[r["workflow_id"]] = r["name"]
		}
	}
	for _, r := range records {
		if r["type"] == "workflow" {
			status := r["status"]
			if r["parent_workflow_id"] != nil {
				status = nil // Python's workflow of a model has none
			}
			all = append(all, fmt.Sprint("workflow ", r["name"], " in ", workflows[r["parent_workflow_id"]], " ", status))
			continue
		}
		all = append(all, fmt.Sprint(r["subtype"], " ", r["activity_id"], " in ", ids[r["parent_task_id"]], " ", r["status"],
			" used ", size(r["used"]), " generated ", size(r["generated"])))
	}
	return all
}

// size is that of the one tensor among values.
func size(values any) string {
	for _, v := range values.(map[string]any) {
		tensor, ok := v.(map[string]any)
		if !ok {
			continue
		}
		n := tensor["numel"]
		if n == nil {
			n = tensor["len"]
		}
		return fmt.Sprint(tensor["shape"], " ", n)
	}
	return "nothing"
}
