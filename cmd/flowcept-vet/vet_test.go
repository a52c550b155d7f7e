package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The go command runs the tool on a module that does not require flowcept-go.
func TestGoVet(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "flowcept-vet")
	if out, err := exec.Command("go", "build", "-o", tool, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	dir := t.TempDir()
	write(t, dir, "go.mod", "module example.com/m\n\ngo 1.24\n")
	write(t, dir, "m.go", "package m\n\n//flowcept:task ouput=y\nfunc Mul(x int) int { return x }\n")
	if out, err := vet(dir, tool); err == nil || !strings.Contains(out, `m.go:3:17: unknown key "ouput" in //flowcept:task (did you mean "output"?) [unknown-key]`) {
		t.Errorf("with a wrong key: got %v and\n%s\nwant exit status 1 and the diagnostic", err, out)
	}
	write(t, dir, "m.go", "package m\n\n//flowcept:task output=y\nfunc Mul(x int) int { return x }\n")
	if out, err := vet(dir, tool); err != nil {
		t.Errorf("with the right key: got %v and\n%s\nwant nothing", err, out)
	}
}

func vet(dir, tool string) (string, error) {
	cmd := exec.Command("go", "vet", "-vettool="+tool, "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}
