package doctest

import (
	"go/build"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// maxUnmapped is how many files a package may have whose doc says nothing of them.
const maxUnmapped = 5

// variant is the ending of a file that is one of several for different systems.
var variant = regexp.MustCompile(`_(linux|unix|windows|other|none|asm|purego)$`)

// The doc of a package of more than a few files says what is in which.
func TestDocsNameTheirFiles(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/flowcept/flowcept-go/...").Output()
	fail(t, err)
	seen := 0
	for dir := range strings.FieldsSeq(string(out)) {
		if strings.Contains(filepath.ToSlash(dir), "/examples/") {
			continue
		}
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		fail(t, err)
		var names []string
		for _, file := range files {
			if name := strings.TrimSuffix(filepath.Base(file), ".go"); !strings.HasSuffix(name, "_test") && name != "doc" {
				names = append(names, name)
			}
		}
		if len(names) <= maxUnmapped {
			continue
		}
		seen++
		doc := comments(t, dir)
		for _, name := range names {
			name = variant.ReplaceAllString(name, "")
			if !regexp.MustCompile(`\b` + name + `(\.go|_\w+\.go|_\*\.go|,|;|\t| )`).MatchString(doc) {
				t.Errorf("the doc of %s does not name its file %s.go", dir, name)
			}
		}
	}
	if seen < 10 {
		t.Errorf("got %d packages of more than %d files, want some more", seen, maxUnmapped)
	}
}

// comments is the doc of the package in a directory.
func comments(t *testing.T, dir string) string {
	t.Helper()
	p, err := build.ImportDir(dir, build.ImportComment)
	fail(t, err)
	cmd := exec.Command("go", "doc", ".")
	cmd.Dir = dir
	if p.IsCommand() {
		cmd.Args = append(cmd.Args[:2], "-cmd", ".")
	}
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go doc in %s: %v", dir, err)
	}
	return string(out)
}
