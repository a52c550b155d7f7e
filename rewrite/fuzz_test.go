package rewrite

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/txtar"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// Whatever is annotated, the sibling of a file that type-checks does so too, and a
// second run changes neither.
func FuzzSibling(f *testing.F) {
	for _, src := range scriptSources(f) {
		f.Add(src)
	}
	im := exports(f)
	f.Fuzz(func(t *testing.T, src string) {
		checkSibling(t, im, src, false)
	})
}

// checkSibling rewrites a file and looks at what came out; false where it is not
// rewritten.
func checkSibling(t *testing.T, im types.Importer, src string, all bool) bool {
	merged, sibling := siblings(im, []byte(src), presentSibling{}, all)
	if sibling == nil {
		return false
	}
	if err := compiles(im, sibling); err != nil {
		t.Fatalf("the sibling does not type-check: %v\n%s\n--\n%s", err, src, sibling)
	}
	again, same := siblings(im, merged, parseSibling(string(sibling)), all)
	if !bytes.Equal(again, merged) || !bytes.Equal(same, sibling) {
		t.Fatalf("a second run changes something\n%s\n--\n%s\n--\n%s\n--\n%s", merged, again, sibling, same)
	}
	return true
}

// siblings rewrites a file that is a package by itself; nil where it is not
// annotated, not valid, or not accepted.
func siblings(im types.Importer, src []byte, before presentSibling, all bool) (merged, sibling []byte) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, "fuzz.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, nil
	}
	found, diags := annotations.Scan(fset, syntax)
	if len(diags) > 0 || len(found.Funcs)+len(found.Literals)+len(found.Loops)+len(found.Models) == 0 && !all {
		return nil, nil
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{}}
	pkg, err := (&types.Config{Importer: im}).Check("example.com/fuzz", fset, []*ast.File{syntax}, info)
	if err != nil {
		return nil, nil
	}
	file := &file{fset: fset, opts: Options{Version: "fuzz"},
		pkg:  &load.Package{PkgPath: pkg.Path(), Types: pkg, Info: info},
		File: &load.File{Path: "fuzz.go", Src: src, Syntax: syntax, Annotations: found, All: all && !found.PackageIgnored}}
	merged, sibling, err = file.rewrite(before)
	if err != nil {
		panic(err)
	}
	return merged, sibling
}

func compiles(im types.Importer, src []byte) error {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, "fuzz.flowcept.go", src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	_, err = (&types.Config{Importer: im}).Check("example.com/fuzz", fset, []*ast.File{syntax}, nil)
	return err
}

// scriptSources are the Go files of the scripts.
func scriptSources(tb testing.TB) []string {
	scripts, err := filepath.Glob("../testdata/script/*.txtar")
	if err != nil || len(scripts) == 0 {
		tb.Fatalf("no scripts: %v", err)
	}
	var list []string
	for _, s := range scripts {
		archive, err := txtar.ParseFile(s)
		if err != nil {
			tb.Fatal(err)
		}
		for _, f := range archive.Files {
			if strings.HasSuffix(f.Name, ".go") && strings.Contains(string(f.Data), "//flowcept:") {
				list = append(list, string(f.Data))
			}
		}
	}
	return list
}

// exported is an importer of packages from export data.
type exported struct {
	fset  *token.FileSet
	files map[string]string
	pkgs  map[string]*types.Package
}

// exports are the packages that generated code imports, and those that the
// scripts do.
func exports(tb testing.TB) types.Importer {
	out, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}",
		"../runtime", "../runtime/capture", "../integration/persist", "context", "fmt", "errors", "cmp", "embed", "encoding/json", "flag", "math/big", "net/http", "net/netip", "os", "runtime", "sort", "strings", "sync", "testing", "time").Output()
	if err != nil {
		tb.Fatalf("go list: %v", err)
	}
	im := &exported{token.NewFileSet(), map[string]string{}, map[string]*types.Package{}}
	for line := range strings.Lines(string(out)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		im.files[path] = file
	}
	return im
}

func (im *exported) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if p := im.pkgs[path]; p != nil && p.Complete() {
		return p, nil
	}
	if im.files[path] == "" {
		return nil, fmt.Errorf("no package %s", path)
	}
	f, err := os.Open(im.files[path])
	if err != nil {
		return nil, err
	}
	defer f.Close()
	//lint:ignore SA1019 up to Go 1.28 the go command names archives of the compiler
	r, err := gcexportdata.NewReader(f)
	if err != nil {
		return nil, err
	}
	return gcexportdata.Read(r, im.fset, im.pkgs, path)
}
