package examples

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What the README of the example says to type is what is run.
func TestDependencyIsCapturedFromOutside(t *testing.T) {
	want, unmarked := run(t, build(t, "dependency"))
	if unmarked != "" {
		t.Errorf("plain, got records\n%s\nwant none", unmarked)
	}
	readme, err := os.ReadFile("dependency/README.md")
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^go tool flowcept-gen .*\\\n.*$`).FindString(string(readme))
	args := strings.Fields(strings.NewReplacer("\\\n", " ", "'", "").Replace(line))
	if len(args) == 0 {
		t.Fatalf("README.md has no call of flowcept-gen over two lines:\n%s", readme)
	}
	p := place(t)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = "dependency"
	cmd.Env = p.env
	for _, name := range []string{"GOCACHE", "GOPATH", "GOMODCACHE"} { // which are in the home directory, and that is another one
		value, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, name+"="+strings.TrimSpace(string(value)))
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if out, err := cmd.Output(); err != nil || string(out) != want || stderr.Len() > 0 {
		t.Errorf("%v: got %v, stderr %q and\n%s\nwant\n%s", args, err, &stderr, out, want)
	}
	compare(t, filepath.Join("dependency", golden), p.records(t))
}
