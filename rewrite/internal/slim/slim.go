// Package slim writes the copy of the capture package that is linked into modules
// which do not require flowcept-go, with as much of package flowcept as directives
// need. It writes to a spool, which others publish.
//
// It is a module without requirements, so that no go.sum is needed and no
// dependency of the target moves, and of an old language version, so that the
// target's own stays. Its files say by build constraint which one they need.
package slim

import (
	"io/fs"
	"path"
	"regexp"
	"strings"

	source "github.com/flowcept/flowcept-go"
)

// The module that the copy stands for.
const (
	Module  = "github.com/flowcept/flowcept-go"
	Version = "v0.0.0-slim"
	goMod   = "module " + Module + "\n\ngo 1.16\n"
)

// Packages are the import paths in the copy.
var Packages = []string{
	Module + "/integration/persist", Module + "/runtime", Module + "/runtime/capture", Module + "/runtime/spool",
}

// needs is the language version of the copied files.
const needs = "go1.26"

// Files are the copy's files by slash-separated path, go.mod among them.
func Files() (map[string][]byte, error) {
	files := map[string][]byte{"go.mod": []byte(goMod)}
	err := fs.WalkDir(source.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.go") {
			return err
		}
		text, err := fs.ReadFile(source.Files, name)
		if err != nil {
			return err
		}
		if path.Ext(name) == ".go" {
			text = constrain(text)
		}
		files[name] = text
		return nil
	})
	for name, text := range program() {
		files[name] = constrain(text)
	}
	return files, err
}

var build = regexp.MustCompile(`(?m)^//go:build (.*)$`)

// constrain adds the language version to a file's constraint.
func constrain(text []byte) []byte {
	if build.Match(text) {
		return build.ReplaceAll(text, []byte("//go:build "+needs+" && ($1)"))
	}
	return append([]byte("//go:build "+needs+"\n\n"), text...)
}
