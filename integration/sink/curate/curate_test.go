package curate_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tinylib/msgp/msgp"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

type m = map[string]any

var here = curate.Place{Topic: "interception", Partition: 3, Offset: 17}

func record(t testing.TB, fields m) curate.Document {
	t.Helper()
	d, err := curate.Record(fields, here)
	if err != nil {
		t.Fatalf("Record(%v): %v", fields, err)
	}
	return d
}

func TestTaskAsPythonCuratesIt(t *testing.T) {
	for _, c := range []struct {
		name      string
		sent      m
		want      m // fields of the document
		forbidden []string
	}{
		{"type and nulls go", m{"type": "task", "task_id": "t", "stderr": nil}, m{"task_id": "t"}, []string{"type", "stderr"}},
		{"status is a boolean too", m{"task_id": "t", "status": "FINISHED"}, m{"status": "FINISHED", "finished": true}, nil},
		{"status outside the list", m{"task_id": "t", "status": "STARTED_AT"}, m{"status": "STARTED_AT"}, []string{"started_at"}},
		{"list", m{"task_id": "t", "used": []any{int64(1), "b"}}, m{"used": m{"arg0": int64(1), "arg1": "b"}}, nil},
		{"scalar", m{"task_id": "t", "generated": 2.5}, m{"generated": m{"arg0": 2.5}}, nil},
		{"empty maps go", m{"task_id": "t", "used": m{}, "generated": m{"a": m{}, "b": int64(1)}}, m{"generated": m{"b": int64(1)}}, []string{"used"}},
		{"null within stays", m{"task_id": "t", "used": m{"x": nil}}, m{"used": m{"x": nil}}, nil},
		{"workflow_id moves", m{"task_id": "t", "used": m{"workflow_id": "w", "x": int64(1)}}, m{"workflow_id": "w", "used": m{"x": int64(1)}}, nil},
		{"iteration", m{"group_id": "g", "used": m{"i": int64(4)}}, m{"task_id": "g4", "subtype": "iteration"}, nil},
		{"dates", m{"task_id": "t", "started_at": 1795444973.5782409, "utc_timestamp": int64(5)}, m{"started_at": curate.Date(1795444973578), "utc_timestamp": curate.Date(5000)}, nil},
		{"no date", m{"task_id": "t", "started_at": math.Inf(1)}, m{"started_at": math.Inf(1)}, nil},
		{"number as id", m{"task_id": int64(12)}, m{"task_id": "12"}, nil},
		{"single", m{"task_id": "t", "used": m{"x": float32(0.5)}}, m{"used": m{"x": 0.5}}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := record(t, c.sent)
			for name, want := range c.want {
				if got := d.Fields[name]; !curate.Equal(got, want) {
					t.Errorf("%s: got %#v, want %#v", name, got, want)
				}
			}
			for _, name := range c.forbidden {
				if got, ok := d.Fields[name]; ok {
					t.Errorf("%s: got %#v, want none", name, got)
				}
			}
		})
	}
}

func TestKindIsInferred(t *testing.T) {
	for _, c := range []struct {
		sent m
		want curate.Kind
	}{
		{m{"activity_id": "a", "workflow_id": "w", "agent_id": "x"}, curate.Task},
		{m{"agent_id": "x", "workflow_id": "w"}, curate.Agent},
		{m{"workflow_id": "w"}, curate.Workflow},
		{m{"type": "object", "object_id": "o"}, curate.Object},
		{m{"type": "flowcept_control", "info": "mq_flush_complete"}, curate.Control},
	} {
		if d := record(t, c.sent); d.Kind != c.want {
			t.Errorf("%v: got a %v, want a %v", c.sent, d.Kind, c.want)
		}
	}
}

func TestDeadLettersSayWhy(t *testing.T) {
	for _, c := range []struct {
		msg  []byte
		want string
	}{
		{nil, "not a msgpack map"},
		{[]byte{0x93, 1, 2, 3}, "not a msgpack map"},
		{[]byte{0x81, 0xa1, 'a', 0xd4, 1, 1}, "extension"},
		{pack(t, m{"x": 1}), "no type"},
		{pack(t, m{"type": "banana"}), "unknown type"},
		{pack(t, m{"type": "workflow"}), "without workflow_id"},
		{pack(t, m{"type": "agent", "agent_id": ""}), "without agent_id"},
		{pack(t, m{"task_id": m{"a": 1}}), "task_id is neither"},
		{pack(t, m{"task_id": "t", "status": 5}), "status is not a string"},
	} {
		d, err := curate.Message(c.msg, here)
		if err == nil || !strings.Contains(err.Error(), c.want) || d.Kind != curate.Dead {
			t.Errorf("%q: got %v, %v; want an error with %q", c.msg, d, err, c.want)
		}
	}
}

func TestIDFromThePlaceIsTheSameAgain(t *testing.T) {
	ids := map[string]curate.Place{}
	for i := range 100 {
		at := curate.Place{Topic: "interception", Partition: i % 3, Offset: int64(i)}
		d, err := curate.Message(pack(t, m{"activity_id": "a"}), at)
		again, _ := curate.Message(pack(t, m{"activity_id": "a"}), at)
		if err != nil || d.ID == "" || d.ID != again.ID {
			t.Fatalf("%v: got %q and %q, %v; want the same", at, d.ID, again.ID, err)
		}
		if other, ok := ids[d.ID]; ok {
			t.Fatalf("%v and %v: both got %q", at, other, d.ID)
		}
		ids[d.ID] = at
	}
}

func TestTelemetrySummary(t *testing.T) {
	snapshot := func(n int64) m {
		return m{
			"cpu":     m{"percent_all": float64(n), "times_avg": m{"user": 1.5 * float64(n), "system": 0.5, "idle": 2.0}},
			"memory":  m{"virtual": m{"used": 100 * n, "percent": 10.5}, "swap": m{"used": int64(7)}},
			"disk":    m{"disk_usage": m{"used": n}},
			"network": m{"netio_sum": m{"bytes_sent": n, "bytes_recv": n, "packets_sent": n, "packets_recv": 3 * n}},
			"process": m{"pid": n},
		}
	}
	started, ended := 100.25, 100.5001
	d := record(t, m{"task_id": "t", "started_at": started, "ended_at": ended, "telemetry_at_start": snapshot(1), "telemetry_at_end": snapshot(3)})
	want := m{
		"duration_sec": ended - started,
		"cpu":          m{"percent_all_diff": 2.0, "user_time_diff": 3.0, "system_time_diff": 0.0, "idle_time_diff": 0.0},
		"memory":       m{"used_mem_diff": int64(200), "percent_diff": 0.0, "swap_used_diff": int64(0)},
		"network":      m{"bytes_sent_diff": int64(2), "bytes_recv_diff": int64(2), "packets_sent_diff": int64(2), "packets_recv_diff": int64(6)},
	}
	if got := d.Fields["telemetry_summary"]; !curate.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	half := record(t, m{"task_id": "t", "started_at": 100.25, "telemetry_at_start": snapshot(1)})
	if got, ok := half.Fields["telemetry_summary"]; ok {
		t.Errorf("with one snapshot: got %v, want none", got)
	}
}

func pack(t testing.TB, v any) []byte {
	t.Helper()
	b, err := msgp.AppendIntf(nil, v)
	if err != nil {
		t.Fatal(fmt.Errorf("%v: %w", v, err))
	}
	return b
}
