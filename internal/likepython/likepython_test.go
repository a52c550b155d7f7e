// Package likepython holds no code: its test compares what captured Go functions record with what Flowcept for Python
// recorded for the same functions.
package likepython

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// passed lists the records of a capture that have no counterpart here, by their activity, and why.
var passed = map[string]string{
	"mismatch": "three names for two results are a problem that flowcept-gen reports",
	"tup":      "two results without names are arg_0 and arg_1 in Go, one list in Python",
	"tel_bad":  "Python leaves fields of telemetry tasks out",
	"intkeys":  "a Go map with integer keys is not a dictionary of mixed ones",
}

// differs lists the values that a run makes up; they are compared by their kind only. Where the Go function's parameter
// has another name than Python's, used is compared by the values.
var differs = map[string]bool{
	"workflow_id": true, "campaign_id": true, "task_id": true, "registered_at": true, "started_at": true, "ended_at": true, "hostname": true,
	"interceptor_ids": true,
}

func TestRecordsAreThoseOfPython(t *testing.T) {
	program := build(t)
	for _, name := range []string{"ex_task", "ex_tuple", "ex_error", "ex_dict", "ex_task_noname",
		"ex_args", "ex_nested", "ex_kwargs", "ex_manual", "ex_workflow_error", "ex_lightweight", "ex_nonserializable", "ex_telemetry"} {
		t.Run(name, func(t *testing.T) {
			if name == "ex_telemetry" && runtime.GOOS != "linux" {
				t.Skip("the keys are those of Linux")
			}
			dir := filepath.Join("..", "..", "testdata", "wire")
			if name == "ex_kwargs" {
				dir = "testdata" // it has a record without a workflow, which is no example to others
			}
			python := read(t, filepath.Join(dir, name+".offline.jsonl"))
			python = slices.DeleteFunc(python, func(r flowcept.Record) bool {
				id, _ := r["activity_id"].(string)
				return passed[id] != ""
			})
			got := run(t, program, name)
			// Two of Python's end with a record that its writer could not spell, and so have no closing record.
			if (name == "ex_dict" || name == "ex_nonserializable") && len(got) == len(python)+1 {
				got = got[:len(python)]
			}
			if len(got) != len(python) {
				t.Fatalf("got %d records, Python has %d", len(got), len(python))
			}
			for i := range got {
				settle(t, name, i, got[i], python[i])
				compare(t, got[i], python[i])
			}
		})
	}
}

func compare(t *testing.T, got, want flowcept.Record) {
	t.Helper()
	if m, ok := got["custom_metadata"].(map[string]any); ok {
		delete(m, "activities") // ties activities to code; Python has nothing of the kind
		if len(m) == 0 {
			delete(got, "custom_metadata")
		}
	}
	if g, w := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(g, w) {
		t.Errorf("%v: got fields %v, Python has %v", got["activity_id"], g, w)
	}
	for key, w := range want {
		g := got[key]
		if differs[key] {
			if reflect.TypeOf(g) != reflect.TypeOf(w) {
				t.Errorf("%v: %s: got %#v, Python has %#v", got["activity_id"], key, g, w)
			}
			continue
		}
		if key == "used" && got["activity_id"] == "d2" { // its parameter has the result's name here
			w = map[string]any{"k": w.(map[string]any)["x"]}
		}
		if strings.HasPrefix(key, "telemetry_at_") {
			g, w = shape(g), shape(w)
		}
		if g, w := text(t, got, key), text(t, want, key); strings.Contains(w, "_instance_id_") && g == w {
			continue
		}
		if !reflect.DeepEqual(g, w) {
			t.Errorf("%v: %s: got %#v, Python has %#v", got["activity_id"], key, g, w)
		}
	}
	if s, ok := got["started_at"].(float64); ok {
		if e, ok := got["ended_at"].(float64); ok && e < s {
			t.Errorf("%v: ended at %v, before its start at %v", got["activity_id"], e, s)
		}
	}
}

// build generates and builds the program in a module of its own and returns the binary.
func build(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "program"))); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	command := func(in string, args ...string) {
		t.Helper()
		cmd := exec.Command("go", args...)
		cmd.Dir = in
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", args, err, out)
		}
	}
	// The requirements of this module, so that nothing has to be looked up.
	command(dir, "mod", "edit", "-module", "example.com/likepython", "-replace", "github.com/flowcept/flowcept-go="+root,
		"-require", "github.com/flowcept/flowcept-go@v0.0.0")
	command(dir, "generate", ".")
	command(dir, "build", "-tags", "flowcept", "-o", "program", ".")
	return filepath.Join(dir, "program")
}

// run runs the program in an empty directory and returns what it has recorded.
func run(t *testing.T, program, arg string) []flowcept.Record {
	t.Helper()
	dir := t.TempDir()
	settings := filepath.Join(dir, "settings.yaml")
	if err := os.WriteFile(settings, []byte(settingsOf(arg)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, arg)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "FLOWCEPT_SETTINGS_PATH="+settings, "XDG_CACHE_HOME="+dir, "HOME="+dir)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Fatalf("the program printed %q and ended with %v, want neither output nor an error", out, err)
	}
	return read(t, filepath.Join(dir, "flowcept_buffer.jsonl"))
}

// settingsOf is the settings file that the capture is made with.
func settingsOf(capture string) string {
	const project = "project: {enrich_messages: false}\n"
	if capture == "ex_telemetry" {
		return project + "telemetry_capture: {cpu: true, per_cpu: true, process_info: true, mem: true, disk: true, network: true}\n"
	}
	return project
}

func read(t *testing.T, path string) (all []flowcept.Record) {
	t.Helper()
	for r, err := range flowcept.ReadBufferFile(path) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}
