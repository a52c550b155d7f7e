package prov_test

import (
	"bytes"
	"reflect"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

func TestCompleteWorkflow(t *testing.T) {
	ran := func(id string) []prov.Activity {
		if id != "w" {
			return nil
		}
		return []prov.Activity{{ID: "step", Func: "main.step", File: "a.go", Line: 3, SHA256: "00"}}
	}
	custom := func() prov.Raw {
		m := prov.OpenMap(nil)
		m.Int("seed", 7)
		return m.Close()
	}
	closing := prov.Workflow{WorkflowID: "w", Status: prov.StatusFinished, EndedAt: 2, CustomMetadata: custom()}
	got := decode(t, prov.CompleteWorkflow(closing.AppendMsgpack(nil), ran))
	want := decode(t, closing.AppendMsgpack(nil))
	want["custom_metadata"] = map[string]any{"seed": int64(7), "activities": map[string]any{
		"step": map[string]any{"func": "main.step", "file": "a.go", "line": int64(3), "sha256": "00"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}

	other, known := closing, closing
	other.WorkflowID = "v"
	known.Activities = []prov.Activity{{ID: "mine", Func: "main.mine"}}
	opening := prov.Workflow{WorkflowID: "w", Status: prov.StatusRunning}
	task := prov.Task{TaskID: "t", ActivityID: "a", WorkflowID: "w", Status: prov.StatusFinished, EndedAt: 2}
	for name, record := range map[string][]byte{
		"of another workflow": other.AppendMsgpack(nil),
		"with activities":     known.AppendMsgpack(nil),
		"an opening record":   opening.AppendMsgpack(nil),
		"a task":              task.AppendMsgpack(nil),
		"damaged":             closing.AppendMsgpack(nil)[:20],
		"no map":              {0xc0},
		"empty":               {},
	} {
		if got := prov.CompleteWorkflow(record, ran); !bytes.Equal(got, record) {
			t.Errorf("%s: got %q, want %q", name, got, record)
		}
	}
}
