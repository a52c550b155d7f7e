// Package fresh keeps go test from answering out of its cache where a test runs programs that it builds.
package fresh

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Sources looks at every directory of the repository with code in it, from root on. The go command notes what a test has
// looked at, and runs the test again when that has changed; of what the test's child processes read it knows nothing.
func Sources(t testing.TB, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if err == nil && d.IsDir() {
			_, err = os.ReadDir(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
