package tensorboard_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters/tensorboard"
	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

var testdata, _ = filepath.Abs("testdata")

// isolated makes an empty directory the working one, with settings that observe its directory runs.
func isolated(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, dir)
	}
	yaml := "project: {enrich_messages: false}\nadapters:\n  tb: {kind: tensorboard, file_path: runs, log_metrics: ['*'], watch_interval_sec: 0.01, quiet_sec: 3600}\n"
	if err := os.WriteFile("settings.yaml", []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(dir, "settings.yaml"))
	flowcept.OnError(func(err error) { t.Errorf("OnError heard %v", err) })
	t.Cleanup(func() { flowcept.OnError(nil) })
}

// observe runs a workflow that observes, and returns all tasks in the file.
func observe(t *testing.T, meanwhile func()) []flowcept.Record {
	t.Helper()
	wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
	if err != nil {
		t.Fatal(err)
	}
	meanwhile()
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tasks(t)
}

func tasks(t *testing.T) (list []flowcept.Record) {
	t.Helper()
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			t.Fatal(err)
		}
		if r["type"] == "task" {
			list = append(list, r)
		}
	}
	return list
}

func copyFile(t *testing.T, from, to string, n int) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if n > 0 {
		text = text[:len(text)-n]
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// events are the event files that testdata/runs.py has written with tensorboardX 2.6.5, by their runs.
func events(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for run, pattern := range map[string]string{"trained": "runs/trained/events*", "trained/params": "runs/trained/params/events*", "open": "runs/open/events*"} {
		list, err := filepath.Glob(filepath.Join(testdata, pattern))
		if err != nil || len(list) != 1 {
			t.Fatalf("got %v, %v of %s, want one file", list, err, pattern)
		}
		found[run] = list[0]
	}
	return found
}

func TestRunsAreTasks(t *testing.T) {
	isolated(t)
	got := map[string]flowcept.Record{}
	for _, r := range observe(t, func() {
		for run, from := range events(t) {
			copyFile(t, from, filepath.Join("runs", run, filepath.Base(from)), 0)
		}
	}) {
		got[r["custom_metadata"].(map[string]any)["run"].(string)] = r
	}
	if len(got) != 3 {
		t.Fatalf("got runs %v, want three", got)
	}
	for _, c := range []struct {
		run, field, want string
	}{
		{"trained/params", "status", "FINISHED"},
		{"trained/params", "activity_id", "fit"},
		{"trained/params", "adapter_id", "tb"},
		{"trained/params", "used", "map[lr:0.1 optimizer:adam shuffle:true]"},
		{"trained/params", "generated", "map[accuracy:0.75]"},
		{"trained", "activity_id", "runs"},
		{"trained", "generated", "map[loss:0.25]"},
		{"trained", "used", "map[]"},
		{"trained", "status", "RUNNING"},
		{"open", "generated", "map[loss:1.5]"},
	} {
		if text := fmt.Sprint(got[c.run][c.field]); text != c.want {
			t.Errorf("%s: %s: got %s, want %s", c.run, c.field, text, c.want)
		}
	}
	history := got["trained"]["custom_metadata"].(map[string]any)["metric_history"].(map[string]any)["loss"].(map[string]any)
	if text := fmt.Sprint(history["step"], history["value"]); text != "[0 1 2] [0.8999999761581421 0.5 0.25]" {
		t.Errorf("got history %s", text)
	}
	if start, _ := got["trained"]["started_at"].(float64); start < 1.7e9 {
		t.Errorf("got start %v, want that of the first event", start)
	}
}

// Whether a run has ended is a matter of when its files were written, not of when its events happened.
func TestARunIsQuietWhenItsFilesAre(t *testing.T) {
	isolated(t)
	from := events(t)["trained"]
	to := filepath.Join("runs", filepath.Base(from))
	copyFile(t, from, to, 0)
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(to, old, old); err != nil {
		t.Fatal(err)
	}
	list := observe(t, func() {})
	if len(list) != 1 || list[0]["status"] != "FINISHED" {
		t.Errorf("got %v, want one run that is FINISHED: nothing was written to it for longer than quiet_sec", list)
	}
}

// A run is sent once however often an observer starts, and again, under its id, when it has gone on. A record of which a
// part is not written yet is waited for.
func TestARunThatGoesOnIsSentAgain(t *testing.T) {
	isolated(t)
	from := events(t)["trained"]
	to := filepath.Join("runs", "trained", filepath.Base(from))
	if n := len(observe(t, func() {})); n != 0 {
		t.Errorf("without a directory: got %d tasks, want none", n)
	}
	if n := len(observe(t, func() { copyFile(t, from, to, 5) })); n != 1 {
		t.Errorf("with half a record: got %d tasks, want 1", n)
	}
	if n := len(observe(t, func() {})); n != 1 {
		t.Errorf("after another start: got %d tasks in all, want 1", n)
	}
	list := observe(t, func() { copyFile(t, from, to, 0) })
	if len(list) != 2 || list[0]["task_id"] != list[1]["task_id"] {
		t.Fatalf("after the rest was written: got %v, want two records of one id", list)
	}
	if first, second := fmt.Sprint(list[0]["generated"]), fmt.Sprint(list[1]["generated"]); first != "map[loss:0.5]" || second != "map[loss:0.25]" {
		t.Errorf("got %s, then %s", first, second)
	}
}

func TestADamagedFileIsSaidOnce(t *testing.T) {
	isolated(t)
	from := events(t)["trained"]
	to := filepath.Join("runs", filepath.Base(from))
	copyFile(t, from, to, 0)
	text, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)-6] ^= 1
	if err := os.WriteFile(to, text, 0o600); err != nil {
		t.Fatal(err)
	}
	heard := make(chan error, 100)
	a, err := tensorboard.New(tensorboard.Options{Dir: "runs", Interval: time.Millisecond, Quiet: time.Nanosecond, OnError: func(err error) { heard <- err }})
	if err != nil {
		t.Fatal(err)
	}
	wf, err := flowcept.Start(t.Context(), flowcept.Observe(a))
	if err != nil {
		t.Fatal(err)
	}
	<-heard
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list := tasks(t); len(list) != 1 || fmt.Sprint(list[0]["generated"]) != "map[loss:0.5]" {
		t.Errorf("got %v, want what stands before the damage", list)
	}
	if len(heard) > 0 {
		t.Errorf("heard again: %v", <-heard)
	}
}

func TestTensorboardXWritesWhatIsObserved(t *testing.T) {
	interpreter := services.MLflow(t)
	isolated(t)
	list := observe(t, func() {
		cmd := exec.Command(interpreter, filepath.Join(testdata, "runs.py"), "runs", "trained")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		if err := cmd.Run(); err != nil {
			t.Fatalf("%v\n%s", err, &stderr)
		}
	})
	ids := map[any]bool{}
	for _, r := range list {
		ids[r["task_id"]] = true
	}
	if last := list[len(list)-1]; len(ids) != 2 || last["ended_at"] == nil && last["status"] == "FINISHED" {
		t.Errorf("got %v, want two runs", list)
	}
}
