package curate_test

import (
	"maps"
	"testing"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// FuzzMessage gives the sink arbitrary bytes: they are a dead letter with a reason, or a document that has an id, comes
// out the same again, and is not changed by being merged with itself.
func FuzzMessage(f *testing.F) {
	for _, c := range readCaptures(f) {
		f.Add(c.value)
	}
	for _, fields := range []m{
		{"task_id": 1.5, "used": []any{1, nil}, "status": "FINISHED", "started_at": 1e300, "ended_at": -1.0},
		{"type": "workflow", "workflow_id": "w", "interceptor_ids": []any{1, "1", nil}, "status": "ERROR"},
		{"group_id": "g", "used": m{"i": 3, "workflow_id": "w"}, "telemetry_at_start": m{"cpu": 1}, "telemetry_at_end": m{"cpu": m{}}},
		{"type": "flowcept_control", "info": "mq_flush_complete"},
	} {
		f.Add(pack(f, fields))
	}
	f.Add([]byte{0x81, 0x01, 0xc0})
	at := curate.Place{Topic: "interception", Partition: 1, Offset: 7}
	f.Fuzz(func(t *testing.T, msg []byte) {
		d, err := curate.Message(msg, at)
		if err != nil {
			if d.Kind != curate.Dead || err.Error() == "" {
				t.Fatalf("got %+v and error %q, want a dead letter with a reason", d, err)
			}
			return
		}
		if d.Kind == curate.Control {
			return
		}
		if d.ID == "" || d.Fields[d.Kind.IDField()] != d.ID || d.Kind.Collection() == "" {
			t.Fatalf("got %+v, want an id and a collection", d)
		}
		again, err := curate.Message(msg, at)
		if err != nil || again.ID != d.ID || !curate.Equal(again.Fields, d.Fields) {
			t.Fatalf("again: got %+v and %v, want %+v", again, err, d)
		}
		want := maps.Clone(again.Fields)
		if got := curate.Merge(d.Kind, d.Fields, again.Fields); !curate.Equal(got, want) {
			t.Errorf("merged with itself: got %v, want %v", got, want)
		}
		if _, ok := d.Fields[prov.KeyType]; ok == (d.Kind == curate.Task) {
			t.Errorf("got the field type %v of a %v, want it of all but tasks", ok, d.Kind)
		}
	})
}
