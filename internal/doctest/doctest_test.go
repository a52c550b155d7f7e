// Package doctest holds no code: its test compiles each block of Go in README and docs, checks the directives in it, reads
// each block of settings and parses each of JSON.
//
// A block that is no whole program is put into a function, or into a file where it declares something. What it takes for
// granted stands in a comment above it that pages do not show: <!-- given: declarations -->. A variable that is not used
// is no mistake in a block.
package doctest

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// packages are those that a block may use without saying so.
var packages = map[string]string{
	"flowcept": "github.com/flowcept/flowcept-go/runtime", "capture": "github.com/flowcept/flowcept-go/runtime/capture",
	"context": "context", "errors": "errors", "fmt": "fmt", "log": "log", "os": "os", "slices": "slices", "strings": "strings", "time": "time",
}

// A block is what stands between two lines of three backquotes.
type block struct {
	file, language, given, text string
	line                        int
}

var fence = regexp.MustCompile("(?ms)(?:^<!-- given:(.*?)-->\n+)?^```(\\w+)\n(.*?)^```$")

func blocks(t *testing.T) (all []block) {
	t.Helper()
	files, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../../README.md") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fence.FindAllSubmatchIndex(text, -1) {
			b := block{file: filepath.Base(file), language: string(text[m[4]:m[5]]), text: string(text[m[6]:m[7]])}
			if m[2] >= 0 {
				b.given = string(text[m[2]:m[3]])
			}
			b.line = 1 + strings.Count(string(text[:m[6]]), "\n")
			all = append(all, b)
		}
	}
	return all
}

func TestBlocks(t *testing.T) {
	check := map[string]func(*testing.T, block){"yaml": checkSettings, "json": checkRecord}
	compiled := compiler(t)
	seen := map[string]int{}
	for _, b := range blocks(t) {
		seen[b.language]++
		t.Run(fmt.Sprintf("%s:%d", b.file, b.line), func(t *testing.T) {
			if b.language == "go" {
				compiled(t, b)
			} else if f := check[b.language]; f != nil {
				f(t, b)
			}
		})
	}
	if seen["go"] == 0 || seen["yaml"] == 0 || seen["json"] == 0 {
		t.Errorf("got blocks %v, want some of Go, YAML and JSON", seen)
	}
}

// compiler returns what type-checks a block against the packages as they are.
func compiler(t *testing.T) func(*testing.T, block) {
	t.Helper()
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}"}, slices.Sorted(maps.Values(packages))...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		t.Fatalf("go %v: %v", args, err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		exports[path] = file
	}
	fset := token.NewFileSet()
	imports := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return func(t *testing.T, b block) {
		file, err := parse(fset, b)
		if err != nil {
			t.Fatalf("%v in\n%s", err, b.text)
		}
		if _, problems := annotations.Scan(fset, file); len(problems) > 0 {
			t.Errorf("%s of the directives in\n%s", problems[0].Message, b.text)
		}
		conf := types.Config{Importer: imports, Error: func(err error) {
			if !strings.Contains(err.Error(), "declared and not used") {
				t.Errorf("%v in\n%s", err, b.text)
			}
		}}
		_, _ = conf.Check("p", fset, []*ast.File{file}, nil) // Error has heard of everything
	}
}

// parse makes a file of a block: it is one, or holds declarations, or statements.
func parse(fset *token.FileSet, b block) (*ast.File, error) {
	body, given := b.text, b.given
	if strings.HasPrefix(body, "package ") || strings.Contains(body, "\npackage ") {
		return parser.ParseFile(fset, b.file, body, parser.ParseComments)
	}
	body = regexp.MustCompile(`(?m)^import .*\n`).ReplaceAllString(body, "")
	head := "package p\n"
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		if regexp.MustCompile(`\b` + name + `\.`).MatchString(body + given) {
			head += fmt.Sprintf("import %s %q\n", name, packages[name])
		}
	}
	file, err := parser.ParseFile(fset, b.file, head+given+"\n"+body, parser.ParseComments)
	if err == nil {
		return file, nil
	}
	return parser.ParseFile(fset, b.file, head+given+"\nfunc _() (_ error) {\n"+body+"\nreturn\n}\n", parser.ParseComments)
}

func checkSettings(t *testing.T, b block) {
	path := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(path, []byte(b.text), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := settings.Load(path, func(string) (string, bool) { return "", false }); err != nil {
		t.Errorf("%v in\n%s", err, b.text)
	}
}

func checkRecord(t *testing.T, b block) {
	if _, err := prov.DecodeJSON([]byte(b.text)); err != nil {
		t.Errorf("%v in\n%s", err, b.text)
	}
}
