package prov_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/tinylib/msgp/msgp"
)

// fieldKeys spells the wire names out once more, against the constants. Fields
// that do not simply hold what stands under a key are "": they have tests of
// their own.
var fieldKeys = map[string]map[string]string{
	"Task": {
		"TaskID": "task_id", "ActivityID": "activity_id", "WorkflowID": "workflow_id", "CampaignID": "campaign_id",
		"ParentTaskID": "parent_task_id", "GroupID": "group_id", "Subtype": "subtype", "AgentID": "agent_id",
		"SourceAgentID": "source_agent_id", "AdapterID": "adapter_id", "Used": "used", "Generated": "generated",
		"SubmittedAt": "submitted_at", "StartedAt": "started_at", "EndedAt": "ended_at", "Status": "status",
		"Stdout": "stdout", "Stderr": "stderr", "Tags": "tags", "CustomMetadata": "custom_metadata",
		"TelemetryAtStart": "telemetry_at_start", "TelemetryAtEnd": "telemetry_at_end", "Data": "data",
		"Hostname": "hostname", "NodeName": "node_name", "LoginName": "login_name", "User": "user",
		"EnvironmentID": "environment_id", "UTCTimestamp": "utc_timestamp",
	},
	"Workflow": {
		"WorkflowID": "workflow_id", "Name": "name", "CampaignID": "campaign_id", "ParentWorkflowID": "parent_workflow_id",
		"AgentID": "agent_id", "Subtype": "subtype", "Description": "workflow_description", "Used": "used",
		"Generated": "generated", "StartedAt": "started_at", "EndedAt": "ended_at", "Status": "status",
		"InterceptorIDs": "interceptor_ids", "MachineInfo": "machine_info", "Tags": "tags",
		"CustomMetadata": "custom_metadata", "Activities": "", "UTCTimestamp": "utc_timestamp", "User": "user",
		"EnvironmentID": "environment_id", "SysName": "sys_name", "FlowceptVersion": "flowcept_version",
		"FlowceptSettings": "flowcept_settings", "SettingsPath": "", "ExtraMetadata": "extra_metadata", "CodeRepository": "",
	},
	"Agent": {
		"AgentID": "agent_id", "Name": "name", "WorkflowID": "workflow_id", "CampaignID": "campaign_id",
		"RegisteredAt": "registered_at", "User": "user", "ExtraMetadata": "extra_metadata",
	},
	"Object": {
		"ObjectID": "object_id", "TaskID": "task_id", "WorkflowID": "workflow_id", "ObjectType": "object_type",
		"Version": "version", "CustomMetadata": "custom_metadata", "Tags": "tags", "CreatedAt": "created_at",
	},
	"Control": {
		"Info": "info", "InterceptorInstanceID": "interceptor_instance_id", "ExecBundleID": "exec_bundle_id",
	},
}

// kinds has a new record for each value of the field type.
var kinds = map[string]func() prov.Record{
	"task":             func() prov.Record { return new(prov.Task) },
	"workflow":         func() prov.Record { return new(prov.Workflow) },
	"agent":            func() prov.Record { return new(prov.Agent) },
	"object":           func() prov.Record { return new(prov.Object) },
	"flowcept_control": func() prov.Record { return new(prov.Control) },
}

// fill sets the record's fields from a message as Decode gives it, and returns
// the keys that it found no field for.
func fill(t *testing.T, r prov.Record, msg map[string]any) (left []string) {
	t.Helper()
	v := reflect.ValueOf(r).Elem()
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		key, ok := fieldKeys[v.Type().Name()][name]
		if !ok {
			t.Errorf("%s.%s is not in fieldKeys", v.Type().Name(), name)
		}
		fields[key] = v.Field(i)
	}
	for key, x := range msg {
		f, ok := fields[key]
		switch {
		case !ok || key == "":
			left = append(left, key)
		case f.Type() == reflect.TypeFor[prov.Raw]():
			f.SetBytes(encode(t, x))
		case f.Type() == reflect.TypeFor[[]string]():
			for _, s := range x.([]any) {
				f.Set(reflect.Append(f, reflect.ValueOf(s)))
			}
		case f.Type() == reflect.TypeFor[*int64]():
			i := x.(int64)
			f.Set(reflect.ValueOf(&i))
		default:
			f.Set(reflect.ValueOf(x).Convert(f.Type()))
		}
	}
	return left
}

func encode(t testing.TB, x any) prov.Raw {
	t.Helper()
	b, err := msgp.AppendIntf(nil, x)
	if err != nil {
		t.Fatalf("encoding %v: %v", x, err)
	}
	return b
}

func decode(t testing.TB, msg []byte) map[string]any {
	t.Helper()
	m, err := prov.Decode(msg)
	if err != nil {
		t.Fatalf("Decode(%x): %v", msg, err)
	}
	return m
}

// TestRecordsRoundTrip fills a random part of each record's fields with random
// values and reads the message back.
func TestRecordsRoundTrip(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for typ, newRecord := range kinds {
		for range 300 {
			r := newRecord()
			want := randomFields(rnd, r)
			fill(t, r, want)
			want["type"] = typ
			if typ == "task" && want["used"] == nil {
				want["used"] = map[string]any{}
			}
			got := decode(t, r.AppendMsgpack(nil))
			if !equalValues(got, want) {
				t.Fatalf("%s: got %v, want %v", typ, got, want)
			}
		}
	}
}

func randomFields(rnd *rand.Rand, r prov.Record) map[string]any {
	v := reflect.ValueOf(r).Elem()
	msg := map[string]any{}
	for i := range v.NumField() {
		key := fieldKeys[v.Type().Name()][v.Type().Field(i).Name]
		if key == "" || rnd.IntN(3) == 0 {
			continue
		}
		switch f := v.Field(i); f.Interface().(type) {
		case prov.Status:
			msg[key] = "RUNNING"
		case string:
			msg[key] = randomString(rnd) + "."
		case float64:
			msg[key] = 1 + rnd.Float64()*2e9
		case *int64:
			msg[key] = rnd.Int64()
		case []string:
			msg[key] = []any{randomString(rnd), "b"}
		case prov.Raw:
			m, _ := randomValue(rnd, 3).(map[string]any)
			if m == nil {
				m = map[string]any{}
			}
			msg[key] = m
		}
	}
	return msg
}

func TestZeroRecords(t *testing.T) {
	for typ, newRecord := range kinds {
		want := map[string]any{"type": typ}
		if typ == "task" {
			want["used"] = map[string]any{}
		}
		if got := decode(t, newRecord().AppendMsgpack(nil)); !reflect.DeepEqual(got, want) {
			t.Errorf("a zero %s: got %v, want %v", typ, got, want)
		}
	}
}

// TestNeverSent has what readers choke on.
func TestNeverSent(t *testing.T) {
	null := prov.Raw{0xc0}
	task := prov.Task{Used: null, Generated: null, Data: null, Status: "DONE", Stderr: "caf\xe9"}
	want := map[string]any{"type": "task", "used": map[string]any{}, "status": "UNKNOWN", "stderr": "caf\ufffd"}
	if got := decode(t, task.AppendMsgpack(nil)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestWorkflowNested(t *testing.T) {
	w := prov.Workflow{
		WorkflowID:     "w",
		CustomMetadata: encode(t, map[string]any{"k": 1, "activities": "the user's"}),
		Activities: []prov.Activity{
			{ID: "Mul", Func: "example.com/m.Mul", File: "example.com/m/calc.go", Line: 12, SHA256: "ab"},
			{ID: "Add"},
		},
		SettingsPath:   "settings.yaml",
		CodeRepository: &prov.CodeRepository{SHA: "0123", ShortSHA: "01", Branch: "main", Root: "r", Remote: "o", Dirty: true},
	}
	want := map[string]any{
		"type": "workflow", "workflow_id": "w",
		"custom_metadata": map[string]any{
			"k": int64(1),
			"activities": map[string]any{
				"Mul": map[string]any{"func": "example.com/m.Mul", "file": "example.com/m/calc.go", "line": int64(12), "sha256": "ab"},
				"Add": map[string]any{"line": int64(0)},
			},
		},
		"conf": map[string]any{"settings_path": "settings.yaml"},
		"code_repository": map[string]any{
			"sha": "0123", "short_sha": "01", "branch": "main", "root": "r", "remote": "o", "dirty": true,
		},
	}
	if got := decode(t, w.AppendMsgpack(nil)); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAppendKeepsWhatStandsBefore(t *testing.T) {
	b := (&prov.Control{Info: prov.InfoStopInserter}).AppendMsgpack([]byte("before"))
	if got := string(b[:6]); got != "before" {
		t.Errorf("got %q before the record, want %q", got, "before")
	}
	want := map[string]any{"type": "flowcept_control", "info": "stop_document_inserter"}
	if got := decode(t, b[6:]); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMapJoinsEncodedFields(t *testing.T) {
	fields := msgp.AppendInt(msgp.AppendString(nil, "a"), 1)
	fields = msgp.AppendBool(msgp.AppendString(fields, "b"), true)
	m := prov.OpenMap(nil)
	m.String("s", "x")
	m.Fields(fields, 2)
	m.Int("i", -1)
	m.Entries("inner", fields, 2)
	m.Entries("empty", nil, 0)
	m.Text("t", []byte("y"))
	m.Text("no", nil)
	want := map[string]any{
		"s": "x", "a": int64(1), "b": true, "i": int64(-1), "t": "y",
		"inner": map[string]any{"a": int64(1), "b": true}, "empty": map[string]any{},
	}
	if m.Len() != len(want) {
		t.Errorf("Len: got %d, want %d", m.Len(), len(want))
	}
	if got := decode(t, m.Close()); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestMapOfManyFields needs a larger header than was set aside.
func TestMapOfManyFields(t *testing.T) {
	m := prov.OpenMap([]byte("before"))
	for range 70_000 {
		m.Bool("k", true)
	}
	b := m.Close()
	n, _, err := msgp.ReadMapHeaderBytes(b[6:])
	if n != 70_000 || err != nil {
		t.Errorf("got a map of %d, %v; want 70000", n, err)
	}
	decode(t, b[6:])
}

func TestSeconds(t *testing.T) {
	for _, c := range []struct {
		t    time.Time
		want float64
	}{
		{time.Time{}, 0},
		{time.Unix(1795444973, 578240900), 1795444973.5782409},
		{time.Unix(-1, 500_000_000), -0.5},
		{time.Unix(0, 1), 1e-9},
		{time.Unix(1795444973, 1), 1795444973},
		{time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), 7258118400},
	} {
		if got := prov.Seconds(c.t); got != c.want {
			t.Errorf("Seconds(%v): got %v, want %v", c.t, got, c.want)
		}
		if c.t.IsZero() {
			continue
		}
		if got := prov.SecondsOfNanos(c.t.UnixNano()); got != c.want {
			t.Errorf("SecondsOfNanos(%d): got %v, want %v", c.t.UnixNano(), got, c.want)
		}
	}
}

func TestRecordsAllocateNothing(t *testing.T) {
	task := &prov.Task{
		TaskID: "t", ActivityID: "a", Used: encode(t, map[string]any{"x": 1}), StartedAt: 1.5, Status: prov.StatusFinished,
		Tags: []string{"io"},
	}
	workflow := &prov.Workflow{WorkflowID: "w", Activities: []prov.Activity{{ID: "a", Line: 3}}, SettingsPath: "s"}
	buf := make([]byte, 0, 1024)
	for _, r := range []prov.Record{task, workflow} {
		if n := testing.AllocsPerRun(100, func() { r.AppendMsgpack(buf) }); n != 0 {
			t.Errorf("%T.AppendMsgpack: got %v allocations, want 0", r, n)
		}
	}
}
