package tensorboard_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
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
	configure(t, "file_path: runs, log_metrics: ['*'], watch_interval_sec: 0.01, quiet_sec: 3600")
	t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(dir, "settings.yaml"))
	flowcept.OnError(func(err error) { t.Errorf("OnError heard %v", err) })
	t.Cleanup(func() { flowcept.OnError(nil) })
}

// configure writes settings that have one section.
func configure(t *testing.T, section string) {
	t.Helper()
	yaml := "project: {enrich_messages: false}\nadapters:\n  tb: {kind: tensorboard, " + section + "}\n"
	if err := os.WriteFile("settings.yaml", []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
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

// events are the event files that testdata/runs.py has written with tensorboardX 2.6.5 and tensorboard 2.21.0, by their runs.
func events(t *testing.T) map[string]string {
	t.Helper()
	found := map[string]string{}
	for run, pattern := range map[string]string{"trained": "runs/trained/events*", "trained/params": "runs/trained/params/events*", "open": "runs/open/events*", "keras": "runs/keras/events*"} {
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
	if len(got) != 4 {
		t.Fatalf("got runs %v, want four", got)
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
		{"keras", "generated", "map[accuracy:0.699999988079071 loss:0.800000011920929]"},
		{"keras", "used", "map[lr:0.1 optimizer:adam shuffle:true units:16]"},
		{"keras", "activity_id", "fit"},
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

// The keys of Flowcept for Python choose runs by a scalar that they have, and what of a run is recorded.
func TestWhatIsRecordedOfARun(t *testing.T) {
	for section, want := range map[string]string{
		"log_metrics: [accuracy]":                          "keras map[accuracy:0.699999988079071 loss:0.800000011920929] trained/params map[accuracy:0.75]",
		"log_metrics: ['acc*'], log_tags: [hparams]":       "keras <nil> trained/params <nil>",
		"log_tags: [tensors]":                              "keras map[accuracy:0.699999988079071 loss:0.800000011920929] open <nil> trained <nil> trained/params <nil>",
		"log_metrics: [loss], log_tags: [scalars]":         "keras <nil> open map[loss:1.5] trained map[loss:0.25]",
		"log_metrics: [loss, accuracy], log_tags: scalars": "keras <nil> open map[loss:1.5] trained map[loss:0.25] trained/params map[accuracy:0.75]",
	} {
		isolated(t)
		configure(t, "file_path: runs, quiet_sec: 3600, "+section)
		var got []string
		for _, r := range observe(t, func() {
			for run, from := range events(t) {
				copyFile(t, from, filepath.Join("runs", run, filepath.Base(from)), 0)
			}
		}) {
			got = append(got, fmt.Sprint(r["custom_metadata"].(map[string]any)["run"], " ", r["generated"]))
			if params := len(r["used"].(map[string]any)) > 0; params && strings.Contains(section, "log_tags") && !strings.Contains(section, "hparams") {
				t.Errorf("%s: got used %v, want none", section, r["used"])
			}
		}
		slices.Sort(got)
		if text := strings.Join(got, " "); text != want {
			t.Errorf("%s: got %s, want %s", section, text, want)
		}
	}
	isolated(t)
	configure(t, "log_tags: [images]")
	wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
	wf.Stop(t.Context())
	if want := `settings.yaml:3: adapters.tb.log_tags: want some of scalars, hparams, tensors, got "images"`; err == nil || !strings.HasSuffix(err.Error(), want) {
		t.Errorf("got error %v, want %s", err, want)
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

// python runs testdata/runs.py, and returns what it prints.
func python(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(services.MLflow(t), append([]string{filepath.Join(testdata, "runs.py")}, args...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	return out
}

func TestTensorboardXWritesWhatIsObserved(t *testing.T) {
	services.MLflow(t)
	isolated(t)
	list := observe(t, func() { python(t, "runs", "trained") })
	ids := map[any]bool{}
	for _, r := range list {
		ids[r["task_id"]] = true
	}
	if last := list[len(list)-1]; len(ids) != 2 || last["ended_at"] == nil && last["status"] == "FINISHED" {
		t.Errorf("got %v, want two runs", list)
	}
}

// What TensorFlow's format holds is recorded as Flowcept for Python records it, with the section of its sample settings.
func TestARunOfTensorFlowIsRecordedAsByPython(t *testing.T) {
	services.MLflow(t)
	isolated(t)
	configure(t, "file_path: runs, log_tags: ['scalars', 'hparams', 'tensors'], log_metrics: ['accuracy'], watch_interval_sec: 5")
	python(t, "runs", "keras")
	list := observe(t, func() {})
	var theirs flowcept.Record
	if err := json.Unmarshal(python(t, "runs", "python"), &theirs); err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 {
		t.Fatalf("got %d tasks, want 1: %v", len(list), list)
	}
	for _, field := range []string{"activity_id", "used", "generated"} {
		if ours := list[0][field]; ours == nil || !reflect.DeepEqual(ours, theirs[field]) {
			t.Errorf("%s: got %v, Flowcept for Python has %v", field, ours, theirs[field])
		}
	}
}
