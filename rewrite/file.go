package rewrite

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/gen"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// A file is one with something to instrument, on its way to a sibling.
type file struct {
	*load.File
	fset *token.FileSet
	pkg  *load.Package
	opts Options

	raw   []annotations.Diagnostic // diags, before they were placed
	diags []Diagnostic
	done  Done

	edits    []edit.Edit            // for an overlay
	text     []byte                 // of the copy or the sibling
	captured []*ast.FuncType        // of the functions that are tasks
	forwards map[*ast.FuncDecl]bool // methods that are models

	shelf *shelf // for the sites; nil where they stand beside the code
	holds bool   // the sites of other files
}

// besides makes the text of the file's sibling; none where there are diagnostics, or nothing to instrument.
func (f *file) besides() error {
	siblingPath := load.SiblingOf(f.Path)
	before, err := readSibling(siblingPath)
	if err != nil {
		return err
	}
	if before.exists && !before.ours {
		f.report(annotations.Diagnostic{Pos: f.Syntax.Package, Category: annotations.Conflict,
			Message: fmt.Sprintf("%s was not written by flowcept-gen, and stands where the sibling of %s belongs", filepath.Base(siblingPath), filepath.Base(f.Path))})
		return nil
	}
	_, f.text, err = f.rewrite(before)
	return err
}

// rewrite makes the file with its constraint, and its sibling; nil where there
// are diagnostics, or nothing to instrument.
func (f *file) rewrite(before presentSibling) (merged, sibling []byte, err error) {
	merged, record, err := constraint.Merge(f.Src, before.record, before.exists)
	if err != nil {
		f.report(annotations.Diagnostic{Pos: f.Syntax.Package, Category: annotations.Parse, Message: err.Error()})
		return nil, nil, nil
	}
	decls, edits, ok := f.instrument(bytes.Count(merged, []byte("\n")) - bytes.Count(f.Src, []byte("\n")))
	if !ok || len(edits) == 0 {
		return nil, nil, nil
	}
	sum := sha256.Sum256(merged)
	head := header{tool: f.opts.Version, source: filepath.Base(f.Path), sum: hex.EncodeToString(sum[:]), record: record}
	line, _, _, err := constraint.Sibling(merged)
	if err != nil {
		return nil, nil, err
	}
	sibling, err = f.print(head, line, edits, decls)
	return merged, sibling, err
}

// instrument plans and generates all annotated functions and literals of the file.
func (f *file) instrument(shift int) (decls string, edits []edit.Edit, ok bool) {
	p := &plan.Planner{Fset: f.fset, Syntax: f.Syntax, Info: f.pkg.Info, Pkg: f.pkg.Types, Path: f.Path, Src: f.Src, Shift: shift}
	g := &gen.File{Fset: f.fset, Syntax: f.Syntax, Src: f.Src, Path: f.Path, Pkg: f.pkg.Types, Info: f.pkg.Info}
	g.SitesElsewhere = f.shelf != nil
	g.Init()
	for _, fn := range f.Annotations.Funcs {
		name := plan.Activity(fn.Decl)
		switch {
		case fn.Task != nil:
			f.generateTask(p, g, name, func() *plan.Task { return p.Task(fn.Decl, fn.Task) })
		case fn.Tool != nil:
			f.generateTask(p, g, name, func() *plan.Task { return p.Tool(fn.Decl, fn.Tool) })
		case fn.Workflow != nil:
			known := len(p.Diagnostics)
			if w := p.Workflow(fn.Decl, fn.Workflow); len(p.Diagnostics) == known {
				f.refused(p, w.Directive, name, g.Workflow(w))
			}
		}
		f.done.Functions = append(f.done.Functions, name)
	}
	for _, l := range f.Annotations.Literals {
		name := literalName(l)
		f.generateTask(p, g, name, func() *plan.Task { return p.Literal(l) })
		f.done.Functions = append(f.done.Functions, name)
	}
	f.instrumentModels(p, g)
	f.instrumentAll(p, g)
	f.instrumentLoops(p, g)
	for _, d := range p.Diagnostics {
		f.report(d)
	}
	f.placeSites(g)
	edits, decls = g.Result()
	return decls, edits, len(p.Diagnostics) == 0
}

// generateTask plans a task and generates it where the plan has no mistake.
func (f *file) generateTask(p *plan.Planner, g *gen.File, name string, planned func() *plan.Task) {
	known := len(p.Diagnostics)
	t := planned()
	f.captured = append(f.captured, t.Type)
	if len(p.Diagnostics) == known {
		f.refused(p, t.Directive, name, g.Task(t))
	}
}

// refused reports why a function cannot be instrumented, if there is a reason.
func (f *file) refused(p *plan.Planner, where *annotations.Directive, name, why string) {
	if why != "" {
		p.Diagnostics = append(p.Diagnostics, annotations.Diagnostic{Pos: where.Pos, End: where.End, Category: annotations.Refused,
			Message: fmt.Sprintf("%s cannot be instrumented: %s", name, why)})
	}
}

// literalName is what a list of instrumented functions calls a literal.
func literalName(l annotations.Literal) string {
	if l.Task.Name != nil {
		return l.Task.Name.Text
	}
	return l.Var.Name
}

func (f *file) report(d annotations.Diagnostic) {
	f.raw = append(f.raw, d)
	f.diags = append(f.diags, load.Place(f.fset, f.pkg.PkgPath, d))
}

// print is the text of the instrumented file, under the constraint in line.
func (f *file) print(head header, line string, edits []edit.Edit, decls string) ([]byte, error) {
	from, to, err := constraint.Region(f.Src)
	if err != nil {
		return nil, err
	}
	start := 0
	if bytes.HasPrefix(f.Src, []byte("\xef\xbb\xbf")) {
		start = 3
	}
	edits = append(slices.Clone(edits),
		edit.Edit{Pos: 0, End: start, New: strings.TrimRight(head.text()+"\n"+line, "\n") + "\n\n"},
		edit.Edit{Pos: from, End: to},
		edit.Insert(len(f.Src), "\n"+decls))
	edits = append(edits, f.dropComments()...)
	text := edit.Apply(f.Src, edits)
	out, err := format.Source(text)
	if err != nil {
		return nil, fmt.Errorf("the code generated for %s does not parse, which is a mistake of flowcept-gen: %w", f.Path, err)
	}
	return out, nil
}
