package annotations

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// scan parses and scans a source, and fails the test when it does not parse.
func scan(t *testing.T, src string) (*token.FileSet, *File, []Diagnostic) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("the test's source does not parse: %v\n%s", err, src)
	}
	found, diags := Scan(fset, file)
	return fset, found, diags
}

// printed is each diagnostic as "line:col: message [category]".
func printed(fset *token.FileSet, diags []Diagnostic) []string {
	var lines []string
	for _, d := range diags {
		p := fset.Position(d.Pos)
		lines = append(lines, fmt.Sprintf("%d:%d: %s [%s]", p.Line, p.Column, d.Message, d.Category))
	}
	return lines
}

// wantDiagnostics compares all diagnostics of a source, and their texts with
// what stands in the source between Pos and End.
func wantDiagnostics(t *testing.T, src string, want []string) *File {
	t.Helper()
	fset, found, diags := scan(t, src)
	wantLines(t, src, printed(fset, diags), want)
	for _, d := range diags {
		if d.End < d.Pos || fset.Position(d.End).Line != fset.Position(d.Pos).Line {
			t.Errorf("%s ends at %s, before it begins at %s or on another line, in\n%s", d.Message, fset.Position(d.End), fset.Position(d.Pos), src)
		}
	}
	return found
}

// summary is what was found, one "line directive subject" each.
func summary(fset *token.FileSet, f *File) []string {
	var lines []string
	add := func(pos token.Pos, format string, v ...any) {
		lines = append(lines, fmt.Sprintf("%d ", fset.Position(pos).Line)+fmt.Sprintf(format, v...))
	}
	for _, x := range f.Funcs {
		switch {
		case x.Task != nil:
			add(x.Task.Pos, "task %s", funcName(x.Decl))
		case x.Tool != nil:
			add(x.Tool.Pos, "tool %s", funcName(x.Decl))
		case x.Workflow != nil:
			add(x.Workflow.Pos, "workflow %s", funcName(x.Decl))
		}
	}
	for _, x := range f.Literals {
		name := "-"
		if x.Var != nil {
			name = x.Var.Name
		}
		in := "package"
		if x.Stmt != nil {
			in = strings.TrimPrefix(fmt.Sprintf("%T", x.Stmt), "*ast.")
		}
		add(x.Task.Pos, "task literal %s in %s at %d", name, in, fset.Position(x.Lit.Pos()).Line)
	}
	for _, x := range f.Loops {
		label := "-"
		if x.Label != nil {
			label = x.Label.Label.Name
		}
		add(x.Loop.Pos, "loop %s %T at %d", label, x.Stmt, fset.Position(x.Stmt.Pos()).Line)
	}
	for _, x := range f.Models {
		if x.Spec != nil {
			add(x.Options.Pos, "model %s", x.Spec.Name)
		} else {
			add(x.Options.Pos, "model %s", funcName(x.Decl))
		}
	}
	for _, x := range f.Ignored {
		add(x.Pos, "ignore %s %q", funcName(x.Decl), x.Reason)
	}
	if f.PackageIgnored {
		lines = append(lines, "ignore package")
	}
	return lines
}

// wantFound compares what was found in a source that has no mistake.
func wantFound(t *testing.T, src string, want []string) {
	t.Helper()
	fset, found, diags := scan(t, src)
	if len(diags) > 0 {
		t.Errorf("got diagnostics\n\t%s\nwant none, in\n%s", strings.Join(printed(fset, diags), "\n\t"), src)
	}
	wantLines(t, src, summary(fset, found), want)
}

// wantLines says which lines are missing and which are too many.
func wantLines(t *testing.T, src string, got, want []string) {
	t.Helper()
	if slices.Equal(got, want) {
		return
	}
	for _, line := range want {
		if !slices.Contains(got, line) {
			t.Errorf("want, and did not get\n\t%s", line)
		}
	}
	for _, line := range got {
		if !slices.Contains(want, line) {
			t.Errorf("got, and did not want\n\t%s", line)
		}
	}
	t.Errorf("got %d lines, want %d in their order, from\n%s", len(got), len(want), src)
}

// TestScanSorted has mistakes whose order in the code is not that of finding them.
func TestScanSorted(t *testing.T) {
	wantDiagnostics(t, `package p

//flowcept:task nme=a used=z every=2
func F(x int) int {
	//flowcept:loop every=0

	for {
		break
	}
	return x
}

//flowcept:tsak
func G() {}
`, []string{
		`3:17: unknown key "nme" in //flowcept:task (did you mean "name"?) [unknown-key]`,
		`3:28: "z" in used= is no parameter of F [unknown-name]`,
		`3:30: unknown key "every" in //flowcept:task [unknown-key]`,
		`5:2: //flowcept:loop is not directly above a for statement (remove the blank line below it) [misplaced]`,
		`5:18: every= takes a whole number from 1 on, not "0" [bad-value]`,
		`13:1: unknown directive //flowcept:tsak (did you mean "task"?) [unknown-directive]`,
	})
}

// TestScanFaulty checks that a directive with a mistake asks for nothing, and
// that it takes no other one with it.
func TestScanFaulty(t *testing.T) {
	fset, found, diags := scan(t, `package p

//flowcept:task tags=
func F() {}

//flowcept:task
func G() {}
`)
	if len(diags) != 1 {
		t.Errorf("got %v, want one diagnostic", printed(fset, diags))
	}
	if got, want := summary(fset, found), []string{"6 task G"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestScanPositions checks that CRLF line ends, tabs and letters of several bytes
// leave the columns what they are in the file, and that //line moves nothing.
func TestScanPositions(t *testing.T) {
	src := "package p\n\nfunc F(é int) {\n\t//flowcept:loop name=é every=0\n\tfor range é {\n\t}\n}\n"
	want := []string{`4:26: every= takes a whole number from 1 on, not "0" [bad-value]`}
	wantDiagnostics(t, src, want)
	wantDiagnostics(t, strings.ReplaceAll(src, "\n", "\r\n"), want)

	fset, found, diags := scan(t, "package p\n\n//flowcept:task\n//line x.go:70\nfunc F() {}\n")
	if got, want := summary(fset, found), []string{"3 task F"}; !slices.Equal(got, want) {
		t.Errorf("with a //line comment between: got %q and %v, want %q", got, printed(fset, diags), want)
	}
}

// TestScanNothing checks that a file without directives is none to worry about.
func TestScanNothing(t *testing.T) {
	wantFound(t, "package p\n\n// F does. See //flowcept:task.\n//go:noinline\nfunc F() {} //nolint:all\n", nil)
	if found, diags := Scan(token.NewFileSet(), &ast.File{Name: ast.NewIdent("p")}); found == nil || len(diags) > 0 {
		t.Errorf("made file: got %v, %v", found, diags)
	}
}
