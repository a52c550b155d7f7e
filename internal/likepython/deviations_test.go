package likepython

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A deviation is a field in which a capture differs from Python's on purpose. What each side has is JSON; "-" stands for
// nothing, "*" for whatever it is.
type deviation struct {
	at           int // of the records; -1 for each task
	field        string
	python, goes string
}

// deviations lists them by capture.
var deviations = map[string][]deviation{
	// Its workflow failed.
	"ex_workflow_error": {{2, "status", `"FINISHED"`, `"ERROR"`}},

	// Python says nothing of parents.
	"ex_nested": {{1, "parent_task_id", "-", "*"}},

	// What is given as none is not written in Python; its lightweight tasks take no id of a workflow; a method's receiver is
	// not among its parameters in Go.
	"ex_kwargs": {
		{1, "workflow_id", "-", "*"}, {1, "campaign_id", "-", "*"},
		{5, "task_id", "-", "*"}, {5, "campaign_id", "-", "*"}, {5, "status", "-", `"FINISHED"`}, {5, "hostname", "-", "*"},
		{5, "used", `{"workflow_id":"w2","x":1}`, `{"x":1}`}, {5, "workflow_id", "*", `"w2"`}, {5, "generated", `1`, `{"arg_0":1}`},
		{6, "campaign_id", "-", "*"}, {6, "hostname", "-", "*"}, {6, "ended_at", "-", "*"}, {6, "generated", `1`, `{"arg_0":1}`},
		{6, "workflow_id", `"w3"`, `"w3"`},
		{7, "used", `{"self":"M_instance_id_n","x":3}`, `{"x":3}`},
	},

	// Python's lightweight tasks have no id, no status, and lose positional arguments.
	"ex_lightweight": {
		{-1, "task_id", "-", "*"}, {-1, "campaign_id", "-", "*"}, {-1, "status", "-", `"FINISHED"`}, {-1, "hostname", "-", "*"},
		{1, "used", `{}`, `{"x":1}`},
		{1, "generated", `2`, `{"arg_0":2}`}, {2, "generated", `3`, `{"arg_0":3}`}, {4, "generated", `null`, "-"},
	},

	// Python's telemetry tasks lack what other tasks have.
	"ex_telemetry": {
		{1, "ended_at", "-", "*"}, {1, "campaign_id", "-", "*"}, {1, "hostname", "-", "*"}, {1, "generated", `0.123`, `{"arg_0":0.123}`},
	},

	// Values that Python has no form for, and Go has.
	"ex_nonserializable": {
		{4, "used", `{"x":"bytes_instance_id_n"}`, `{"x":{"len":5}}`},
		{4, "generated", `{"arg_0":"bytes_instance_id_n"}`, `{"arg_0":{"len":5}}`},
		{5, "used", `{"x":"set_instance_id_n"}`, `{"x":{"1":{},"2":{}}}`},
		{5, "generated", `{"arg_0":"set_instance_id_n"}`, `{"arg_0":{"1":{},"2":{}}}`},
		{6, "used", `{"x":"complex_instance_id_n"}`, `{"x":{"imag":2,"real":1}}`},
		{6, "generated", `{"arg_0":"complex_instance_id_n"}`, `{"arg_0":{"imag":2,"real":1}}`},
		{7, "used", `{"x":"datetime_instance_id_n"}`, `{"x":"2026-01-01T00:00:00Z"}`},
		{7, "generated", `{"arg_0":"datetime_instance_id_n"}`, `{"arg_0":"2026-01-01T00:00:00Z"}`},
		{8, "used", `{"x":"UUID_instance_id_n"}`, `{"x":"00000000-0000-0000-0000-000000000001"}`},
		{8, "generated", `{"arg_0":"UUID_instance_id_n"}`, `{"arg_0":"00000000-0000-0000-0000-000000000001"}`},
		{9, "used", `{"x":"Color_instance_id_n"}`, `{"x":1}`},
		{9, "generated", `{"arg_0":"Color_instance_id_n"}`, `{"arg_0":1}`},
		{10, "used", `{"x":"Decimal_instance_id_n"}`, `{"x":"1.5"}`},
		{10, "generated", `{"arg_0":"Decimal_instance_id_n"}`, `{"arg_0":"1.5"}`},
	},
}

// settle takes the fields that deviate as they should from both records, the at-th of a capture.
func settle(t *testing.T, capture string, at int, got, python flowcept.Record) {
	t.Helper()
	for _, d := range deviations[capture] {
		if d.at != at && (d.at != -1 || got["type"] != "task") {
			continue
		}
		p, g := text(t, python, d.field), text(t, got, d.field)
		if p != d.python && (d.python != "*" || p == "-") || g != d.goes && (d.goes != "*" || g == "-") {
			t.Errorf("record %d: %s: got %s, Python has %s; want them to differ as %s and %s", at, d.field, g, p, d.goes, d.python)
		}
		delete(got, d.field)
		delete(python, d.field)
	}
}

var instance = regexp.MustCompile(`_instance_id_\d+`)

// text is a field as JSON, with a letter for the numbers of instances.
func text(t *testing.T, r flowcept.Record, field string) string {
	t.Helper()
	v, ok := r[field]
	if !ok {
		return "-"
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return instance.ReplaceAllString(string(b), "_instance_id_n")
}

// shape is a value with the names of its keys and nothing else: of lists, and of maps by device, one element.
func shape(v any) any {
	switch v := v.(type) {
	case map[string]any:
		keys := map[string]any{}
		for k, x := range v {
			devices, ok := x.(map[string]any)
			if !ok || !strings.Contains(k, "_per_") {
				keys[k] = shape(x)
				continue
			}
			for _, device := range devices {
				keys[k] = shape(device)
			}
		}
		return keys
	case []any:
		if len(v) > 0 {
			return []any{shape(v[0])}
		}
	}
	return nil
}
