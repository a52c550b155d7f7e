package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

type packages map[string]*types.Package

func (p packages) Import(path string) (*types.Package, error) { return p[path], nil }

// prepare type-checks packages, each of one file, in order, and prepares the last
// one's file for code generation.
func prepare(t *testing.T, goVersion string, sources ...[2]string) (*File, packages) {
	t.Helper()
	known := packages{}
	f := &File{Fset: token.NewFileSet(), Path: "p.go"}
	for i, s := range sources {
		syntax, err := parser.ParseFile(f.Fset, "p.go", s[1], 0)
		if err != nil {
			t.Fatal(err)
		}
		f.Syntax, f.Src = syntax, []byte(s[1])
		f.Info = &types.Info{Defs: map[*ast.Ident]types.Object{}, Implicits: map[ast.Node]types.Object{}, Scopes: map[ast.Node]*types.Scope{}}
		conf := types.Config{Importer: known}
		if i == len(sources)-1 {
			conf.GoVersion = goVersion
		}
		f.Pkg, err = conf.Check(s[0], f.Fset, []*ast.File{syntax}, f.Info)
		if err != nil {
			t.Fatal(err)
		}
		known[s[0]] = f.Pkg
	}
	f.Init()
	return f, known
}

const lib = `package lib

type Exported struct{ A hidden }

type hidden struct{ N int }

type Box[T any] struct{ V T }

var (
	exported   map[string][]*Exported
	unexported *hidden
	fields     struct{ A, b int }
	methods    interface{ m() }
	generic    *Box[int]
	inside     Box[hidden]
	dynamic    []any
	failures   []error
	function   func(a int, b ...hidden) error
	numbers    []int
)
`

func TestNameable(t *testing.T) {
	sources := [][2]string{{"example.com/lib", lib}, {"example.com/a/internal/b", lib}, {"example.com/p", `package p

import (
	_ "example.com/a/internal/b"
	_ "example.com/lib"
)

type int struct{}
`}}
	tests := []struct {
		name        string
		now, before bool // before there were generics
	}{
		{"exported", true, true},
		{"unexported", false, false},
		{"fields", false, false},
		{"methods", false, false},
		{"generic", false, false}, // of int, which the package hides
		{"inside", false, false},
		{"dynamic", true, false},
		{"failures", true, true},
		{"function", false, false},
		{"numbers", false, false},
	}
	for _, tt := range tests {
		for version, want := range map[string]bool{"go1.26": tt.now, "go1.17": tt.before} {
			f, known := prepare(t, version, sources...)
			typ := known["example.com/lib"].Scope().Lookup(tt.name).Type()
			if got := f.nameable(typ); got != want {
				t.Errorf("%s: %s in another package: got %v, want %v", version, typ, got, want)
			}
		}
		f, known := prepare(t, "go1.26", sources...)
		typ := known["example.com/a/internal/b"].Scope().Lookup("exported").Type()
		if f.nameable(typ) {
			t.Errorf("%s in an internal package: got true, want false", typ)
		}
	}
}

func TestCutInternal(t *testing.T) {
	for path, want := range map[string]string{
		"example.com/a/internal/b":          "example.com/a",
		"example.com/a/internal":            "example.com/a",
		"example.com/internal/a/internal/b": "example.com/internal/a",
		"internal/abi":                      "",
	} {
		if root, found := cutInternal(path); !found || root != want {
			t.Errorf("cutInternal(%q): got %q, %v, want %q", path, root, found, want)
		}
	}
	for _, path := range []string{"example.com/a", "example.com/internals", "x/myinternal/y"} {
		if root, found := cutInternal(path); found {
			t.Errorf("cutInternal(%q): got %q, want none", path, root)
		}
	}
}
