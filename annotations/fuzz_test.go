package annotations

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// FuzzDirective puts a comment above everything one can stand above.
func FuzzDirective(f *testing.F) {
	for _, seed := range []string{
		`//flowcept:task output=y,z used=x,cfg.LR omit=a rename=a:b inline=cfg handler=F`,
		`//flowcept:loop name=a item=b output=c every=2 "capture=x == \"\u00e9\"" parent=y lightweight`,
		"//flowcept:workflow `name=my activity` args=x save=off persistence meta.a=1e3 meta.b=\"c\"",
		`//flowcept:model children profile loss=m.f`,
		`//flowcept:tool agent=a telemetry=off`,
		`//flowcept:ignore it's "hot`,
		`//flowcept:tsak`, `//flowcept:`, `// flowcept:task`, `/*flowcept:task*/`, `//flowcpet:loop`,
		"//flowcept:task \"used=\\xc3\\251,,x\"\r", "//flowcept:task \u00a0=,\x00 name=\"a b\"", "//flowcept:task a\rb=\r,",
		`//flowcept:task "a\nb=\"x" "rename=a\nb:c,d:c" "meta.a=\"x\ny"`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, comment string) {
		above := strings.NewReplacer("#", comment).Replace("#\npackage p\n#\nfunc (r R) f(x, cfg int) {\n#\nl:\n#\nfor {\n#\ng := func(x int) {}\n}\n}\n#\ntype R struct{}\n#\nvar (\n#\nh = func() {}\n)\n")
		scanAny(t, above)
	})
}

// FuzzFile scans whatever the parser makes of a text, broken files too.
func FuzzFile(f *testing.F) {
	f.Add("package p\n\n//flowcept:task\nfunc f() {\n\t//flowcept:loop\n\tfor {\n\t}\n}\n")
	f.Add("package p\n//flowcept:task\nvar f = func() {\n//flowcept:model\ntype (\n")
	f.Add("//flowcept:ignore\n//flowcept:task\nfunc")
	f.Add("package p; //flowcept:task\nfunc (*a.b[c]) f() { l: //flowcept:loop\n}; type ( /*\n*/ ); var a, b = func() {} //flowcept:task")
	f.Add("package p\n//line x.go:1:1\n//flowcept:task\n/*line y.go:9*/func f(_, é int)\n//flowcept:task\nfunc")
	f.Fuzz(scanAny)
}

// scanAny checks what holds for every file: no panic, positions inside the file,
// order, known categories, and options that keep their promises.
func scanAny(t *testing.T, src string) {
	fset := token.NewFileSet()
	file, _ := parser.ParseFile(fset, "p.go", src, parser.ParseComments|parser.SkipObjectResolution)
	if file == nil {
		return
	}
	found, diags := Scan(fset, file)
	inside := func(what string, pos token.Pos) {
		if tf := fset.File(file.FileStart); tf == nil || !pos.IsValid() || int(pos) < tf.Base() || int(pos) > tf.Base()+tf.Size() {
			t.Errorf("position %d of %s is outside the file, in\n%q", pos, what, src)
		}
	}
	categories := []string{Parse, UnknownDirective, UnknownKey, RepeatedKey, BadValue, UnknownName, NameClash, NameRequired, Misplaced, Duplicate, Conflict, Refused}
	for i, d := range diags {
		inside(d.Message, d.Pos)
		inside(d.Message, d.End)
		if d.End < d.Pos || d.Message == "" || strings.ContainsAny(d.Message, "\n") || !slices.Contains(categories, d.Category) {
			t.Errorf("got diagnostic %+v, in\n%q", d, src)
		}
		if i > 0 && diags[i-1].Pos > d.Pos {
			t.Errorf("diagnostic %+v comes after %+v, in\n%q", d, diags[i-1], src)
		}
	}
	checkNames := func(lists ...[]Name) {
		for _, n := range slices.Concat(lists...) {
			inside(n.Text, n.Pos)
			if n.Text == "" {
				t.Errorf("got an empty name, in\n%q", src)
			}
		}
	}
	checkTask := func(task *Task) {
		checkNames(task.Output, task.Used, task.Omit, task.Inline, task.Tags)
		for _, r := range task.Rename {
			checkNames([]Name{r.From, r.To})
		}
		if task.Lightweight && task.Telemetry == TelemetryOn {
			t.Errorf("got a lightweight task with telemetry, in\n%q", src)
		}
	}
	for _, fn := range found.Funcs {
		switch {
		case fn.Task != nil && fn.Tool == nil && fn.Workflow == nil:
			checkTask(fn.Task)
		case fn.Tool != nil && fn.Task == nil && fn.Workflow == nil:
			checkTask(&fn.Tool.Task)
		case fn.Workflow != nil && fn.Task == nil && fn.Tool == nil:
			checkNames(fn.Workflow.Args, fn.Workflow.Tags)
		default:
			t.Errorf("%s has not exactly one directive, in\n%q", fn.Decl.Name, src)
		}
		if fn.Decl.Body == nil {
			t.Errorf("%s has no body, in\n%q", fn.Decl.Name, src)
		}
	}
	for _, lit := range found.Literals {
		checkTask(lit.Task)
		if lit.Lit == nil || lit.Var == nil && lit.Task.Name == nil || lit.Stmt == nil && lit.Decl == nil {
			t.Errorf("got literal %+v, in\n%q", lit, src)
		}
	}
	for _, l := range found.Loops {
		checkNames(l.Loop.Output, l.Loop.Tags)
		if l.Loop.Every < 1 || l.Label != nil && l.Label.Stmt != l.Stmt {
			t.Errorf("got loop %+v with %+v, in\n%q", l, l.Loop, src)
		}
	}
	for _, m := range found.Models {
		if (m.Spec == nil) == (m.Decl == nil) || m.Decl != nil && (m.Decl.Recv == nil || m.Decl.Body == nil) {
			t.Errorf("got model %+v, in\n%q", m, src)
		}
	}
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			Refusal(file, fn)
		}
	}
}
