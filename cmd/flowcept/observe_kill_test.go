package main

import (
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// An observer that is killed again and again loses no run. Of those that it was about to note as sent when it was killed, one
// each time, it may send one again, under the same id.
func TestAnObserverThatIsKilledLosesNoRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted there")
	}
	const runs, kills = 300, 4
	dir := t.TempDir()
	store(t, filepath.Join(dir, "mlflow.db"), runs)
	yaml := "project: {enrich_messages: false}\nadapters: {runs: {kind: mlflow, watch_interval_sec: 0.01}}\n"
	if err := os.WriteFile(filepath.Join(dir, "settings.yaml"), []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "flowcept")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	observer := func() *exec.Cmd {
		cmd := exec.Command(program, "observe", "-settings", "settings.yaml")
		cmd.Dir, cmd.Env, cmd.Stderr = dir, append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+dir), os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
		return cmd
	}
	file := filepath.Join(dir, "flowcept_buffer.jsonl")
	for range kills {
		before := len(observed(t, file)["task"])
		cmd := observer()
		for deadline := time.Now().Add(time.Minute); len(observed(t, file)["task"]) < min(before+runs/kills/2, runs); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("got %d runs, and then no more", len(observed(t, file)["task"]))
			}
		}
		cmd.Process.Kill()
		cmd.Wait()
	}
	for range 2 { // the second has nothing to do
		before := len(observed(t, file)["workflow"])
		cmd := observer()
		for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
			now := observed(t, file)
			if len(now["workflow"]) > before && len(now["task"]) == runs {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("got %d runs, want %d", len(now["task"]), runs)
			}
		}
		cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			t.Fatalf("the observer ends with %v", err)
		}
	}
	repeated := 0
	for _, n := range observed(t, file)["task"] {
		repeated += n - 1
	}
	if repeated > kills {
		t.Errorf("%d runs were sent again, want no more than one for each of %d kills", repeated, kills)
	}
}

// observed counts the tasks and the workflows in a file by their ids. A line that is being written is left out.
func observed(t *testing.T, path string) map[string]map[any]int {
	t.Helper()
	ids := map[string]map[any]int{"task": {}, "workflow": {}}
	for r, err := range flowcept.ReadBufferFile(path) {
		if err != nil {
			break
		}
		if kind, _ := r["type"].(string); ids[kind] != nil {
			ids[kind][r[kind+"_id"]]++
		}
	}
	return ids
}

// store unpacks one that MLflow has written and copies one of its runs until there are n that have ended.
func store(t *testing.T, path string, n int) {
	t.Helper()
	packed, err := os.Open("../../integration/adapters/mlflow/testdata/store.db.gz")
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
	if err := os.WriteFile(path, all, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	have := 0
	if err := db.QueryRow(`SELECT count(*) FROM runs WHERE end_time IS NOT NULL AND lifecycle_stage = 'active'`).Scan(&have); err != nil {
		t.Fatal(err)
	}
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	for i := have; i < n; i++ {
		if _, err := tx.Exec(`INSERT INTO runs (run_uuid, name, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
			SELECT ?, ?, status, start_time, end_time + ?, lifecycle_stage, artifact_uri, experiment_id FROM runs WHERE name = 'finished'`,
			fmt.Sprintf("copy%028d", i), fmt.Sprint("copy ", i), i); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
}
