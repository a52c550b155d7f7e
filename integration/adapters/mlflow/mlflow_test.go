package mlflow_test

import (
	"compress/gzip"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	_ "github.com/flowcept/flowcept-go/integration/adapters/mlflow"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// store unpacks what testdata/runs.py has logged with MLflow 3.17.2.
func store(t *testing.T, path string) {
	t.Helper()
	packed, err := os.Open(recorded)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	// At once, as it is observed: half a file is none of SQLite's.
	if err := errors.Join(os.WriteFile(path+".new", all, 0o600), os.Rename(path+".new", path)); err != nil {
		t.Fatal(err)
	}
}

var recorded, _ = filepath.Abs("testdata/store.db.gz")

// isolated makes an empty directory the working one, with settings that observe mlflow.db in it.
func isolated(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("LocalAppData", filepath.Join(dir, "cache"))
	yaml := "project: {enrich_messages: false}\nadapters:\n  runs: {kind: mlflow, file_path: mlflow.db, log_params: ['*'], log_metrics: ['*'], watch_interval_sec: 0.01}\n"
	if err := os.WriteFile("settings.yaml", []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(dir, "settings.yaml"))
	heard := func(err error) { t.Errorf("OnError heard %v", err) }
	flowcept.OnError(heard)
	t.Cleanup(func() { flowcept.OnError(nil) })
}

// observe runs a workflow that observes, and returns all tasks in the file by the names of their runs, and how many
// records there are of each type.
func observe(t *testing.T, meanwhile func()) (tasks map[string]flowcept.Record, count map[string]int) {
	t.Helper()
	wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
	if err != nil {
		t.Fatal(err)
	}
	meanwhile()
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	tasks, count = map[string]flowcept.Record{}, map[string]int{}
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			t.Fatal(err)
		}
		kind := r["type"].(string)
		count[kind]++
		if kind == "task" {
			tasks[r["custom_metadata"].(map[string]any)["run_name"].(string)] = r
		}
	}
	return tasks, count
}

// wantModel looks for the object of the model that the run modelled has logged.
func wantModel(t *testing.T, run any) {
	t.Helper()
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			t.Fatal(err)
		}
		if r["type"] != "object" || r["object_type"] != "ml_model" {
			continue
		}
		m, _ := r["custom_metadata"].(map[string]any)
		got := fmt.Sprintln(m["name"], m["model_id"] == r["object_id"], r["task_id"] == run, m["registered"], m["params"])
		if want := "echo true true [map[name:parrot version:1]] map[volume:11 x:1]\n"; got != want {
			t.Errorf("got a model of %s, want %s", got, want)
		}
		if at, _ := r["created_at"].(float64); at < 1.7e9 {
			t.Errorf("got a model made at %v, want MLflow's time in seconds", r["created_at"])
		}
		return
	}
	t.Error("got no object of the model that was logged")
}

func TestEachEndedRunIsATask(t *testing.T) {
	isolated(t)
	store(t, "mlflow.db")
	tasks, count := observe(t, func() {})
	if count["task"] != 6 || len(tasks) != 6 {
		t.Fatalf("got %d tasks of %d runs, want one of each of finished, failed, outer, inner, joined, modelled: %v", count["task"], len(tasks), tasks)
	}
	wantModel(t, tasks["modelled"]["task_id"])
	for _, c := range []struct {
		run, field string
		want       any
	}{
		{"finished", "status", "FINISHED"},
		{"finished", "activity_id", "digits"},
		{"finished", "adapter_id", "runs"},
		{"finished", "user", "somebody"},
		{"finished", "used", map[string]any{"lr": "0.1", "epochs": "3", "optimizer": "adam"}},
		{"failed", "status", "ERROR"},
		{"failed", "stderr", "the run is FAILED"},
		{"failed", "generated", nil},
		{"inner", "parent_task_id", tasks["outer"]["task_id"]},
		{"outer", "parent_task_id", nil},
		{"joined", "workflow_id", "w1"},
		{"joined", "campaign_id", "c1"},
		{"joined", "activity_id", "fit"},
		{"joined", "parent_task_id", "t1"},
	} {
		if got := tasks[c.run][c.field]; !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %s: got %v, want %v", c.run, c.field, got, c.want)
		}
	}
	g := tasks["finished"]["generated"].(map[string]any)
	if odd, _ := g["odd"].(float64); len(g) != 3 || g["loss"] != 0.25 || g["accuracy"] != 0.0 || !math.IsNaN(odd) {
		t.Errorf("finished: got generated %v, want loss 0.25, accuracy 0.0 and odd NaN", g)
	}
	start, end := tasks["finished"]["started_at"].(float64), tasks["finished"]["ended_at"].(float64)
	if start < 1.7e9 || end <= start || end > start+60 {
		t.Errorf("finished: got times %v and %v, want the run's, in seconds", start, end)
	}
	m := tasks["finished"]["custom_metadata"].(map[string]any)
	loss := m["metric_history"].(map[string]any)["loss"].(map[string]any)
	if want := []any{0.9, 0.5, 0.25}; !reflect.DeepEqual(loss["value"], want) {
		t.Errorf("finished: got a history of %v, want %v", loss["value"], want)
	}
	set := m["datasets"].([]any)[0].(map[string]any)
	if set["name"] != "digits" || set["digest"] != "d1" || set["context"] != "training" {
		t.Errorf("finished: got data set %v, want digits, d1, for training", set)
	}
}

// A run is sent once, whatever the number of starts; one that is resumed and ends again is sent again, under its id.
func TestAnotherStartSendsOnlyWhatIsNew(t *testing.T) {
	isolated(t)
	if _, count := observe(t, func() {}); count["task"] != 0 {
		t.Errorf("without a store: got %d tasks, want none", count["task"])
	}
	before, _ := observe(t, func() { store(t, "mlflow.db") })
	if _, count := observe(t, func() {}); count["task"] != 6 {
		t.Errorf("after a second start: got %d tasks in all, want 6", count["task"])
	}
	change(t, `PRAGMA journal_mode = wal`) // while nobody reads, since SQLite does not wait for readers here
	after, count := observe(t, func() {
		change(t, `UPDATE runs SET status = 'FINISHED', end_time = end_time + 1000 WHERE name = 'failed'`)
	})
	if count["task"] != 7 {
		t.Errorf("after a run was resumed: got %d tasks in all, want 7", count["task"])
	}
	if got, want := after["failed"]["task_id"], before["failed"]["task_id"]; got != want || after["failed"]["status"] != "FINISHED" {
		t.Errorf("the run that was resumed: got id %v and status %v, want %v and FINISHED", got, after["failed"]["status"], want)
	}
}

func change(t *testing.T, query string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:mlflow.db?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(query); err != nil {
		t.Fatal(err)
	}
}

func TestASectionThatCannotStartIsNamed(t *testing.T) {
	isolated(t)
	for name, want := range map[string]string{
		"none": "flowcept: adapters.none: there is no such section in the settings",
	} {
		if _, err := flowcept.Start(t.Context(), flowcept.ObserveSettings(name)); err == nil || err.Error() != want {
			t.Errorf("%s: got error %v, want %s", name, err, want)
		}
	}
}
