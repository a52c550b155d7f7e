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
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/annotations"
)

// packages are those that a block may use without saying so.
var packages = map[string]string{
	"flowcept": "github.com/flowcept/flowcept-go/runtime", "capture": "github.com/flowcept/flowcept-go/runtime/capture",
	"context": "context", "errors": "errors", "fmt": "fmt", "log": "log", "os": "os", "slices": "slices", "strings": "strings", "time": "time",
}

// golang compiles a block, and keeps it as a file where its page wants that. A test, which may import the file beside it, is
// compiled by the commands that run it.
func (s *story) golang(t *testing.T, b block) {
	if !strings.HasSuffix(b.notes["file"], "_test.go") {
		s.compile(t, b)
	}
	s.keep(t, b)
}

// compiler returns what type-checks a block against the packages as they are.
func compiler(t *testing.T) func(*testing.T, block) {
	t.Helper()
	args := append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}"}, slices.Sorted(maps.Values(packages))...)
	args = append(args, "github.com/flowcept/flowcept-go/integration/adapters/mlflow") // is imported by blocks themselves
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
	body, given := b.text, b.notes["given"]
	if strings.HasPrefix(body, "package ") || strings.Contains(body, "\npackage ") {
		return parser.ParseFile(fset, b.page, body, parser.ParseComments)
	}
	body = regexp.MustCompile(`(?m)^import .*\n`).ReplaceAllString(body, "")
	head := "package p\n"
	for _, name := range slices.Sorted(maps.Keys(packages)) {
		if regexp.MustCompile(`\b` + name + `\.`).MatchString(body + given) {
			head += fmt.Sprintf("import %s %q\n", name, packages[name])
		}
	}
	file, err := parser.ParseFile(fset, b.page, head+given+"\n"+body, parser.ParseComments)
	if err == nil {
		return file, nil
	}
	return parser.ParseFile(fset, b.page, head+given+"\nfunc _() (_ error) {\n"+body+"\nreturn\n}\n", parser.ParseComments)
}
