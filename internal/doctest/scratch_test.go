package doctest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/mod/modfile"

	"github.com/flowcept/flowcept-go/internal/fresh"
)

// root is the repository, absolute.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// scratch makes a module in an empty directory that requires this one, and whatever this one does, so that nothing has to
// be resolved.
func scratch(t *testing.T, path string, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	text, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range mod.Tool {
		tool.Syntax.Token = nil
	}
	module := mod.Module.Mod.Path
	fail(t, mod.AddModuleStmt(path), mod.AddRequire(module, "v0.0.0"), mod.AddReplace(module, "", root(t), ""),
		mod.AddTool(module+"/cmd/flowcept-gen"))
	mod.Cleanup()
	text, err = mod.Format()
	fail(t, err, os.WriteFile(filepath.Join(dir, "go.mod"), text, 0o666))
	sums, err := os.ReadFile(filepath.Join(root(t), "go.sum"))
	fail(t, err, os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o666))
	for name, text := range files {
		fail(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666))
	}
	return dir
}

func fail(t testing.TB, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// gen is flowcept-gen as it is now.
func gen(t *testing.T) (binary string) {
	t.Helper()
	fresh.Sources(t, "../..")
	binary = filepath.Join(t.TempDir(), "flowcept-gen.exe")
	if out, err := exec.Command("go", "build", "-o", binary, "../../cmd/flowcept-gen").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary
}

// in runs a command in a directory and returns what it wrote to stdout.
func in(t *testing.T, dir string, command ...string) string {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = append(newcomer(t, t.TempDir()), "GOFLAGS=-mod=mod")
	out, err := cmd.Output()
	if err != nil {
		var words []byte
		if exit, ok := err.(*exec.ExitError); ok {
			words = exit.Stderr
		}
		t.Fatalf("%v: %v\n%s%s", command, err, out, words)
	}
	return string(out)
}
