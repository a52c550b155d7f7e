package rewrite

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Every function of a file that type-checks can be instrumented or is left out.
// The seeds are single-file programs that the compiler is tested with.
func FuzzAll(f *testing.F) {
	for _, src := range compilerSources(f) {
		f.Add(src)
	}
	im := exports(f)
	f.Fuzz(func(t *testing.T, src string) {
		checkSibling(t, im, src, true)
	})
}

// compilerSources are the test programs that come with the Go distribution.
func compilerSources(tb testing.TB) []string {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		tb.Fatalf("go env GOROOT: %v", err)
	}
	root := strings.TrimSpace(string(out))
	var list []string
	for _, dir := range []string{"src/internal/types/testdata", "src/cmd/compile/internal/types2/testdata",
		"src/cmd/compile/internal/test/testdata", "src/cmd/compile/internal/ssa/testdata", "test"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
				return ignoreMissing(err)
			}
			src, err := os.ReadFile(path)
			list = append(list, string(src))
			return err
		})
		if err != nil {
			tb.Fatal(err)
		}
	}
	if len(list) == 0 {
		tb.Skip("this Go distribution comes without the sources of its tests")
	}
	return list
}
