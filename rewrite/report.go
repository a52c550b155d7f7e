package rewrite

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
)

// PrintDiagnostics prints as go vet does: a line a package, then its problems,
// with paths relative to dir where that is shorter.
func PrintDiagnostics(w io.Writer, dir string, diags []Diagnostic) {
	pkg := ""
	for i, d := range diags {
		if i == 0 || d.PkgPath != pkg {
			pkg = d.PkgPath
			fmt.Fprintf(w, "# %s\n", pkg)
		}
		if d.File != "" {
			fmt.Fprintf(w, "%s: ", position(Relative(dir, d.File), d.Line, d.Col))
		}
		fmt.Fprintf(w, "%s [%s]\n", d.Message, d.Category)
	}
}

// PrintJSON prints diagnostics in the shape of go vet -json: by package and tool.
func PrintJSON(w io.Writer, diags []Diagnostic) error {
	type diagnostic struct {
		Category string `json:"category,omitempty"`
		Posn     string `json:"posn"`
		End      string `json:"end"`
		Message  string `json:"message"`
	}
	tree := map[string]map[string][]diagnostic{}
	for _, d := range diags {
		if tree[d.PkgPath] == nil {
			tree[d.PkgPath] = map[string][]diagnostic{}
		}
		posn, end := position(d.File, d.Line, d.Col), position(d.File, d.Line, max(d.Col, d.EndCol))
		tree[d.PkgPath][tool] = append(tree[d.PkgPath][tool], diagnostic{d.Category, posn, end, d.Message})
	}
	text, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s\n", text)
	return err
}

const tool = "flowcept"

// PrintDiff prints what would change as a unified diff.
func PrintDiff(w io.Writer, dir string, changes []Change) {
	for _, c := range changes {
		name := filepath.ToSlash(Relative(dir, c.Path))
		from, to := "a/"+name, "b/"+name
		if c.Old == nil {
			from = "/dev/null"
		}
		if c.New == nil {
			to = "/dev/null"
		}
		w.Write(diff.Diff(from, c.Old, to, c.New))
	}
}

// PrintCheck says what is not as it should be.
func PrintCheck(w io.Writer, dir string, changes []Change) {
	for _, c := range changes {
		path := Relative(dir, c.Path)
		switch c.Why {
		case Missing, Stale, Orphaned:
			fmt.Fprintf(w, "%s is %s\n", path, c.Why)
		case Constraint:
			fmt.Fprintf(w, "%s has the wrong build constraint\n", path)
		}
	}
}

// PrintNotes prints what the user may want to know.
func PrintNotes(w io.Writer, dir string, notes []Note) {
	for _, n := range notes {
		fmt.Fprintf(w, "%s: note: %s\n", Relative(dir, n.Path), n.Text)
	}
}

// PrintDone says what is instrumented, a line a file.
func PrintDone(w io.Writer, dir string, done []Done) {
	for _, d := range done {
		if len(d.Functions) > 0 {
			fmt.Fprintf(w, "%s: %s\n", Relative(dir, d.File), strings.Join(d.Functions, ", "))
		}
		if len(d.LeftOut) > 0 {
			fmt.Fprintf(w, "%s: left out: %s\n", Relative(dir, d.File), strings.Join(d.LeftOut, ", "))
		}
	}
}

func position(file string, line, col int) string {
	switch {
	case file == "":
		return ""
	case line == 0:
		return file
	case col == 0:
		return fmt.Sprintf("%s:%d", file, line)
	}
	return fmt.Sprintf("%s:%d:%d", file, line, col)
}

// Relative is a path as seen from dir, or the absolute one where that is shorter.
func Relative(dir, path string) string {
	if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
		return rel
	}
	return path
}
