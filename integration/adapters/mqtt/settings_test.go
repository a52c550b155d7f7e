package mqtt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	_ "github.com/flowcept/flowcept-go/integration/adapters/mqtt"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// isolated makes an empty directory the working one, with settings that have one section.
func isolated(t *testing.T, section string) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("LocalAppData", filepath.Join(dir, "cache"))
	yaml := "project: {enrich_messages: false}\nadapters:\n  lab:\n" + section
	if err := os.WriteFile("settings.yaml", []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(dir, "settings.yaml"))
}

// The section is that of Flowcept's sample settings, but for the times, the host and the port.
func TestEachMessageIsATask(t *testing.T) {
	b, port := broker(t, "127.0.0.1:0")
	isolated(t, fmt.Sprintf(`
    kind: broker
    host: 127.0.0.1
    port: %d
    protocol: mqtt3.1.1
    queues: ["#"]
    username: postman
    password: p
    qos: 2
    client_id: c
    task_subtype: intersect_msg
    tracked_keys:
      used: payload
      generated: [result, extra.deep]
      custom_metadata: [headers, msgId]
      activity_id: operationId
      submitted_at: headers.created
      started_at: start
      ended_at: end
      registered_at: ~
      status: state
      tags: labels
`, port))
	flowcept.OnError(func(err error) { t.Errorf("OnError heard %v", err) })
	t.Cleanup(func() { flowcept.OnError(nil) })
	before := flowcept.Stats().Captured
	wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "subscribed", subscribed(b, "c", "a/b"))
	for _, body := range []string{
		`{"operationId": "full", "payload": {"x": 1, "y": 2.0}, "result": 3, "extra": {"deep": [true]}, "msgId": "1", "headers": {"created": "2026-01-02T03:04:05.5Z"},
		  "start": 1750000000.25, "end": 1750000001250, "state": "ERROR", "labels": ["p", "q"]}`,
		`{"operationId": "text", "payload": "hello", "state": "odd"}`,
		`{"operationId": "bare"}`,
		`not JSON`, `[1, 2]`, "\xff\xfe", ``,
	} {
		publish(t, b, "a/b", body)
	}
	eventually(t, "captured", func() bool { return flowcept.Stats().Captured >= before+7+1 })
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	tasks := map[string][]flowcept.Record{}
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			t.Fatal(err)
		}
		if r["type"] == "task" {
			name := r["activity_id"].(string)
			tasks[name] = append(tasks[name], r)
		}
	}
	if len(tasks["full"]) != 1 || len(tasks["text"]) != 1 || len(tasks["bare"]) != 1 || len(tasks["a/b"]) != 4 {
		t.Fatalf("got tasks %v, want one of full, text and bare, and four of a/b", tasks)
	}
	full := tasks["full"][0]
	for field, want := range map[string]any{
		"used":            map[string]any{"x": int64(1), "y": 2.0},
		"generated":       map[string]any{"result": int64(3), "extra.deep": []any{true}},
		"custom_metadata": map[string]any{"topic": "a/b", "msgId": "1", "headers": map[string]any{"created": "2026-01-02T03:04:05.5Z"}},
		"submitted_at":    1767323045.5, "started_at": 1750000000.25, "ended_at": 1750000001.25,
		"status": "ERROR", "subtype": "intersect_msg", "adapter_id": "lab", "workflow_id": wf.ID(), "tags": []any{"p", "q"},
	} {
		if got := full[field]; !reflect.DeepEqual(plain(got), plain(want)) {
			t.Errorf("full: %s: got %v, want %v", field, got, want)
		}
	}
	text := tasks["text"][0]
	if got, want := plain(text["used"]), plain(map[string]any{"payload": "hello"}); !reflect.DeepEqual(got, want) || text["status"] != "FINISHED" {
		t.Errorf("text: got used %v and status %v, want %v and FINISHED", got, text["status"], want)
	}
	var bodies []string
	for _, r := range tasks["a/b"] {
		bodies = append(bodies, fmt.Sprint(r["used"]))
	}
	if got, want := strings.Join(bodies, " "), "map[payload:not JSON] map[payload:[1 2]] map[len:2] map[payload:]"; got != want {
		t.Errorf("messages that are no objects: got used %s, want %s", got, want)
	}
}

// plain is a value as it is printed: the file's readers differ in the types of numbers.
func plain(v any) string { return fmt.Sprint(v) }

func TestASectionThatCannotStart(t *testing.T) {
	for section, want := range map[string]string{
		"    kind: mqtt\n":                                                           "settings.yaml:4: adapters.lab.queues: want at least one topic filter",
		"    {kind: mqtt, queues: a, qos: 3}\n":                                      "settings.yaml:4: adapters.lab.qos: want 0, 1 or 2, got 3",
		"    {kind: mqtt, queues: a, protocol: mqtt5}\n":                             `settings.yaml:4: adapters.lab.protocol: want mqtt3.1.1, got "mqtt5"`,
		"    {kind: mqtt, queues: a, tracked_keys: {usd: x}}\n":                      "settings.yaml:4: adapters.lab.tracked_keys.usd: a task has no such field",
		"    {kind: mqtt, queues: a, tracked_keys: {task_id: [x]}}\n":                "settings.yaml:4: adapters.lab.tracked_keys.task_id: want one name, got a list",
		"    {kind: mqtt, queues: a, tls: {enabled: true, ca_file: /no/such.pem}}\n": "settings.yaml:4: adapters.lab.tls.ca_file: ",
		"    {kind: mqtt, queues: a, tls: {ca_fiel: x}}\n":                           `settings.yaml:4: adapters.lab.tls.ca_fiel: adapters of kind mqtt have no such key (did you mean "ca_file"?)`,
	} {
		t.Run(section, func(t *testing.T) {
			isolated(t, section)
			wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
			wf.Stop(t.Context())
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got error %v, want %s", err, want)
			}
		})
	}
}
