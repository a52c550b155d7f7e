package flowcept_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// runOne runs a workflow with one task.
func runOne(t testing.TB, id string) {
	t.Helper()
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "of "+id).Send()
		return nil
	}, flowcept.WorkflowID(id))
	if err != nil {
		t.Fatal(err)
	}
}

// files are the names in a directory, those of its directories left out.
func files(t testing.TB, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return strings.Join(names, " ")
}

func TestTheFileIsAppendedTo(t *testing.T) {
	isolated(t)
	runOne(t, "one")
	runOne(t, "two")
	if got, want := written(t, "").column("workflow_id"), "one one one two two two"; got != want {
		t.Errorf("got workflows %q, want %q", got, want)
	}
	if got, want := files(t, "."), "flowcept_buffer.jsonl"; got != want {
		t.Errorf("got files %q, want %q", got, want)
	}
}

func TestDeletePreviousFile(t *testing.T) {
	isolated(t)
	configured(t, "project: {dump_buffer: {delete_previous_file: true}}")
	runOne(t, "one")
	runOne(t, "two")
	if got, want := written(t, "").column("workflow_id"), "two two two"; got != want {
		t.Errorf("got workflows %q, want %q", got, want)
	}
}

func TestTheFilesPath(t *testing.T) {
	dir := isolated(t)
	path := filepath.Join(dir, "not", "yet", "there.jsonl")
	configured(t, fmt.Sprintf("project: {dump_buffer: {path: %q}}", path))
	runOne(t, "one")
	if got, want := written(t, path).column("workflow_id"), "one one one"; got != want {
		t.Errorf("%s: got workflows %q, want %q", path, got, want)
	}
	if got := fmt.Sprint(written(t, "")); got != fmt.Sprint(written(t, path)) {
		t.Errorf(`ReadBufferFile(""): got %v, want the settings' file`, got)
	}
	if got := files(t, dir); got != "" {
		t.Errorf("got files %q in the working directory, want none", got)
	}
}

func TestAFileForEachWorkflow(t *testing.T) {
	isolated(t)
	configured(t, "project: {dump_buffer: {path: out/buffer.jsonl, append_workflow_id_to_path: true}}")
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		runOne(t, "inner")
		flowcept.NewTask(ctx, "of outer").Send()
		return nil
	}, flowcept.WorkflowID("outer"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := files(t, "out"), "buffer_inner.jsonl buffer_outer.jsonl"; got != want {
		t.Fatalf("got files %q, want %q", got, want)
	}
	for _, id := range []string{"inner", "outer"} {
		all := written(t, filepath.Join("out", "buffer_"+id+".jsonl"))
		if got, want := all.column("type")+" "+all.tasks().column("activity_id"), "workflow task workflow of "+id; got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

func TestAFileForEachProcess(t *testing.T) {
	isolated(t)
	configured(t, "project: {dump_buffer: {append_id_to_path: true}}")
	runOne(t, "one")
	runOne(t, "two")
	paths, err := filepath.Glob("flowcept_buffer_*.jsonl")
	if err != nil || len(paths) != 2 {
		t.Fatalf("got files %v, %v; want one for each start", paths, err)
	}
	for _, path := range paths {
		if n := len(written(t, path)); n != 3 {
			t.Errorf("%s: got %d records, want 3", path, n)
		}
	}
}

// DUMP_BUFFER is Python's switch for the file; with nowhere else to go that is an error.
func TestDumpBufferFromTheEnvironment(t *testing.T) {
	isolated(t)
	t.Setenv("DUMP_BUFFER", "false")
	if _, err := flowcept.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "project.dump_buffer.enabled") {
		t.Errorf("got %v, want an error that names the key", err)
	}
}

func TestReadBufferFile(t *testing.T) {
	isolated(t)
	lines := `{"type": "task", "n": 1, "f": 3.0, "x": NaN}` + "\nnot a record\n\n" + `{"type": "agent"}`
	if err := os.WriteFile("f.jsonl", []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var got []string
	for r, err := range flowcept.ReadMessagesFile("f.jsonl") {
		if err != nil {
			got = append(got, err.Error())
			continue
		}
		got = append(got, fmt.Sprintf("%v %T %T", r["type"], r["n"], r["f"]))
	}
	if len(got) != 3 || got[0] != "task int64 float64" || !strings.Contains(got[1], "f.jsonl:2") || got[2] != "agent <nil> <nil>" {
		t.Errorf("got %q, want a task, an error for line 2, an agent", got)
	}
	for _, err := range flowcept.ReadBufferFile("none.jsonl") {
		if err == nil || !strings.Contains(err.Error(), "none.jsonl") {
			t.Errorf("got %v, want an error that names the file", err)
		}
	}
	configured(t, "mq: {port: abc}")
	for _, err := range flowcept.ReadBufferFile("") {
		if err == nil || strings.Count(err.Error(), "flowcept:") != 1 {
			t.Errorf("got %v, want the error of the settings, with flowcept: once", err)
		}
	}
	for range flowcept.ReadBufferFile("f.jsonl") {
		break
	}
}
