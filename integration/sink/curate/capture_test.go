package curate_test

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

const captures = "../../../testdata/wire"

type capture struct {
	where string // file:line
	value []byte // msgpack
}

func readCaptures(t testing.TB) []capture {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(captures, "*.kafka.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures in %s: %v", captures, err)
	}
	var all []capture
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
			c, err := prov.DecodeJSON([]byte(line))
			if err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			value, err := hex.DecodeString(c["hex"].(string))
			if err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			all = append(all, capture{fmt.Sprintf("%s:%d", filepath.Base(file), i+1), value})
		}
	}
	return all
}

// TestCapturesLoseNothing wants every field that Python sent in the document.
func TestCapturesLoseNothing(t *testing.T) {
	seen := map[curate.Kind]int{}
	for i, c := range readCaptures(t) {
		sent, err := prov.Decode(c.value)
		if err != nil {
			t.Fatalf("%s: %v", c.where, err)
		}
		d, err := curate.Message(c.value, curate.Place{Topic: "interception", Offset: int64(i)})
		if err != nil {
			t.Errorf("%s: got a dead letter: %v", c.where, err)
			continue
		}
		seen[d.Kind]++
		if d.Kind != curate.Control && (d.ID == "" || d.Fields[d.Kind.IDField()] != d.ID) {
			t.Errorf("%s: got id %q, and %v in the document", c.where, d.ID, d.Fields[d.Kind.IDField()])
		}
		for name, v := range sent {
			got, kept := d.Fields[name]
			m, isMap := v.(map[string]any)
			switch {
			case v == nil, isMap && len(m) == 0, name == "type" && d.Kind == curate.Task:
				if kept && d.Kind == curate.Task {
					t.Errorf("%s: %s: got %v, want it dropped", c.where, name, got)
				}
			case !kept:
				t.Errorf("%s: %s: lost %v", c.where, name, v)
			case d.Kind == curate.Task && (name == "started_at" || name == "ended_at"):
				ms, ok := got.(curate.Date)
				if seconds := v.(float64); !ok || float64(ms)/1e3 > seconds+1e-6 || float64(ms)/1e3 < seconds-1.001e-3 {
					t.Errorf("%s: %s: got %v, want the date of %v", c.where, name, got, v)
				}
			case isMap || name == "used" || name == "generated":
			case !curate.Equal(got, v):
				t.Errorf("%s: %s: got %v, want %v", c.where, name, got, v)
			}
		}
	}
	for _, kind := range []curate.Kind{curate.Task, curate.Workflow, curate.Agent, curate.Control} {
		if seen[kind] == 0 {
			t.Errorf("no capture of a %v", kind)
		}
	}
}
