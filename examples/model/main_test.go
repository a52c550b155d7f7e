package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/internal/scrub"
	"github.com/flowcept/flowcept-go/report/check"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

var update = flag.Bool("update", false, "rewrite records.golden.jsonl")

const golden = "records.golden.jsonl"

// build builds the program with a command of go.
func build(t *testing.T, command ...string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "model.exe")
	if out, err := exec.Command("go", append(command, "-o", binary, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", command, err, out)
	}
	return binary
}

// run runs it in an empty directory and returns what it printed and where its records are.
func run(t *testing.T, binary string, args ...string) (stdout, file string) {
	t.Helper()
	dir := t.TempDir()
	settings := filepath.Join(dir, "settings.yaml")
	if err := os.WriteFile(settings, []byte("project:\n  enrich_messages: false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+dir, "LocalAppData="+dir, "FLOWCEPT_SETTINGS_PATH="+settings)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("the program ended with %v and stderr %q", err, &stderr)
	}
	return string(out), filepath.Join(dir, "flowcept_buffer.jsonl")
}

// captured are the two ways to build the captured program.
var captured = map[string][]string{"siblings": {"build", "-tags", "flowcept"}, "overlay": {"tool", "flowcept-gen", "go", "build"}}

func TestTwoEpochsRecordWhatTheGoldenSays(t *testing.T) {
	_, none := run(t, build(t, "build"), "-epochs", "2")
	if _, err := os.Stat(none); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("plain, it leaves a file of records: %v", err)
	}
	for mode, command := range captured {
		_, file := run(t, build(t, command...), "-epochs", "2")
		var got strings.Builder
		var ids scrub.Scrubber
		var rules check.Checker
		for r, err := range flowcept.ReadBufferFile(file) {
			if err != nil {
				t.Fatal(err)
			}
			for _, finding := range rules.Record(r) {
				t.Errorf("%s: %s in the record %v", mode, finding, r)
			}
			got.WriteString(ids.Line(t, rounded(map[string]any(r)).(map[string]any)))
		}
		if *update {
			if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := os.ReadFile(golden); err != nil || got.String() != string(text) {
			t.Errorf("%s: got %v and records\n%s\nwant those of %s\n%s", mode, err, &got, golden, text)
		}
	}
}

// rounded is v with the digits that no processor calculates otherwise.
func rounded(v any) any {
	switch v := v.(type) {
	case float64:
		f, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 6, 64), 64)
		return f
	case map[string]any:
		for key, e := range v {
			v[key] = rounded(e)
		}
	}
	return v
}

func TestForwardCallsAreRecorded(t *testing.T) {
	want, _ := run(t, build(t, "build"))
	out, file := run(t, build(t, captured["siblings"]...))
	if out != want {
		t.Errorf("captured, it prints\n%s\nplain\n%s", out, want)
	}
	count := map[string]int{}
	parents := map[any]bool{}
	var children []flowcept.Record
	var last any
	for r, err := range flowcept.ReadBufferFile(file) {
		if err != nil {
			t.Fatal(err)
		}
		count[fmt.Sprintf("%v %v %v", r["type"], r["activity_id"], r["subtype"])]++
		generated, _ := r["generated"].(map[string]any)
		switch r["subtype"] {
		case "parent_forward":
			parents[r["task_id"]] = true
			last = generated["loss"]
			if got, want := fmt.Sprint(r["used"], generated["y"]), "map[x:map[len:2 shape:[2 1]]] map[len:1 shape:[1 1]]"; got != want {
				t.Fatalf("got %s, want %s", got, want)
			}
		case "child_forward":
			children = append(children, r)
		case "ml_model":
			profile := r["custom_metadata"].(map[string]any)["model_profile"].(map[string]any)
			if got := fmt.Sprint(profile["params"], profile["n_layers"]); got != "33 2" {
				t.Errorf("got a profile with parameters and layers %s, want 33 2", got)
			}
			count["profile of "+fmt.Sprint(r["name"])]++
		}
	}
	for what, want := range map[string]int{
		"task Network parent_forward":     200*4 + 4,
		"task Layer child_forward":        2 * (200*4 + 4),
		"task epochs_iteration iteration": 10,
		"profile of Network":              1,
	} {
		if count[what] != want {
			t.Errorf("got %d of %s, want %d", count[what], what, want)
		}
	}
	for _, c := range children {
		if !parents[c["parent_task_id"]] {
			t.Fatalf("a layer's call has the parent %v, which is no call of a network", c["parent_task_id"])
		}
	}
	if loss, ok := last.(float64); !ok || loss > 0.05 {
		t.Errorf("got a loss of %v in the end, want one below 0.05", last)
	}
}
