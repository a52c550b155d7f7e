package rewrite

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/tools/txtar"
)

// Of packages in which nothing has changed it is known what there is to do; what they import counts as well, and so does
// the sibling that stands beside a file.
func TestUnchangedPackagesAreRecalled(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	const before = "package b\n\ntype Point struct{ X int }\n\n//flowcept:task\nfunc Twice(x int) int { return 2 * x }\n"
	for _, f := range txtar.Parse([]byte(program)).Files {
		write(f.Name, string(f.Data))
	}
	write("b/b.go", before)
	opts := Options{Dir: dir, Patterns: []string{"./..."}, Version: "v0", Flags: []string{"-mod=mod"}, Cache: t.TempDir()}
	for _, m := range []mode{
		{name: "siblings", siblings: true, print: (*file).besides},
		{name: "copy", print: (*file).inPlace},
		{name: "overlay", print: (*file).overlaid},
	} {
		run := func(want ...string) map[string]string {
			t.Helper()
			loaded, list, err := opts.instrument(context.Background(), opts.config(), m)
			if err != nil || len(loaded.Diagnostics) > 0 {
				t.Fatal(err, loaded.Diagnostics)
			}
			var read []string
			for _, p := range loaded.Packages {
				read = append(read, p.PkgPath)
			}
			slices.Sort(read)
			if !slices.Equal(read, want) {
				t.Errorf("%s: read %v, want %v", m.name, read, want)
			}
			texts := map[string]string{}
			for _, o := range list {
				texts[filepath.Base(o.Path)] = string(o.Text) + string((&Instrumented{o.Path, o.src, o.Edits}).Text())
			}
			return texts
		}
		const a, b = "example.com/p/a", "example.com/p/b"
		first := run(a, b)
		if again := run(); !maps.Equal(again, first) {
			t.Errorf("%s: recalled %q, want %q", m.name, again, first)
		}
		write("b/b.go", "package b\n\ntype Point struct{ X, Y int }\n\n//flowcept:task\nfunc Twice(x int) int { return x + x }\n")
		if changed := run(a, b); changed["a.go"] == first["a.go"] {
			t.Errorf("%s: a field of what is imported makes no difference: %s", m.name, changed["a.go"])
		}
		write("b/b.go", before)
		run()
		write("a/a.flowcept.go", header{tool: "v0", source: "a.go", record: "linux"}.text()+"\n//go:build flowcept\n\npackage a\n")
		run(a)
		if err := os.Remove(filepath.Join(dir, "a/a.flowcept.go")); err != nil {
			t.Fatal(err)
		}
		opts.All = true
		run(a, b)
		opts.All = false
		if err := os.RemoveAll(opts.Cache); err != nil {
			t.Fatal(err)
		}
	}
}

const program = `
-- go.mod --
module example.com/p

go 1.26
-- a/a.go --
package a

import "example.com/p/b"

//flowcept:task
func Move(p b.Point) int { return b.Twice(p.X) }
`
