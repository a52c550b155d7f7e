package name

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"testing"
)

func newSet(t *testing.T, src string) *Set {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	pkg.Scope().Insert(types.NewVar(0, pkg, "elsewhere", types.Typ[types.Int])) // in another file
	return NewSet(file, pkg)
}

func TestFree(t *testing.T) {
	s := newSet(t, "package p\n\nvar fc int\n\nfunc f() {\n\tfc2 := struct{ field int }{}\n\t_ = fc2\n}\n")
	for base, want := range map[string]string{
		"fcSite":    "fcSite",
		"fc":        "fc3",
		"field":     "field2",
		"elsewhere": "elsewhere2",
		"len":       "len2",
		"main":      "main2",
		"_":         "_2",
	} {
		if got := s.Free(base); got != want {
			t.Errorf("Free(%q): got %q, want %q", base, got, want)
		}
	}
}

func TestTake(t *testing.T) {
	s := newSet(t, "package p\n")
	if a, b, c := s.Take("fcEnd"), s.Take("fcEnd"), s.Free("fcEnd"); a != "fcEnd" || b != "fcEnd2" || c != "fcEnd3" {
		t.Errorf("three times fcEnd: got %q, %q, %q, want fcEnd, fcEnd2, fcEnd3", a, b, c)
	}
}

func TestStem(t *testing.T) {
	for path, want := range map[string]string{
		"/src/step.go":      "step",
		"/src/step_test.go": "step_test",
		"a.pb.go":           "a_2e_pb",
		"a-b.go":            "a_2d_b",
		"größe.go":          "größe",
	} {
		if got := Stem(path); got != want {
			t.Errorf("Stem(%q): got %q, want %q", path, got, want)
		}
	}
}
