package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func TestForwardCallsAreRecorded(t *testing.T) {
	dir := t.TempDir()
	binary := filepath.Join(dir, "model.exe")
	if out, err := exec.Command("go", "build", "-tags", "flowcept", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	plain, err := exec.Command("go", "run", ".").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, plain)
	}
	cmd := exec.Command(binary)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+dir, "XDG_CACHE_HOME="+dir, "FLOWCEPT_SETTINGS_PATH=")
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != string(plain) {
		t.Fatalf("got %v and\n%s\nwant\n%s", err, out, plain)
	}

	count := map[string]int{}
	parents := map[any]bool{}
	var children []flowcept.Record
	var last any
	for r, err := range flowcept.ReadBufferFile(filepath.Join(dir, "flowcept_buffer.jsonl")) {
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
