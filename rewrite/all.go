package rewrite

import (
	"go/ast"
	"slices"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/gen"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// instrumentAll instruments the functions without a directive, as far as that is
// asked for and possible.
func (f *file) instrumentAll(p *plan.Planner, g *gen.File) {
	if !f.All {
		return
	}
	annotated := map[*ast.FuncDecl]bool{}
	for _, fn := range f.Annotations.Funcs {
		annotated[fn.Decl] = true
	}
	for decl := range f.forwards {
		annotated[decl] = true
	}
	for _, ig := range f.Annotations.Ignored {
		annotated[ig.Decl] = true
	}
	for _, d := range f.Syntax.Decls {
		decl, ok := d.(*ast.FuncDecl)
		if !ok || annotated[decl] || !plan.Instrumentable(f.Syntax, decl) || !f.matches(decl) {
			continue
		}
		name := plan.Activity(decl)
		if why := f.instrumentOne(p, g, decl); why != "" {
			f.done.LeftOut = append(f.done.LeftOut, name+" ("+why+")")
			continue
		}
		f.done.Functions = append(f.done.Functions, name)
	}
}

// instrumentOne instruments a function without a directive, or says why not.
func (f *file) instrumentOne(p *plan.Planner, g *gen.File, decl *ast.FuncDecl) (why string) {
	if why := annotations.Refusal(f.Syntax, decl); why != "" {
		return why
	}
	known := len(p.Diagnostics)
	t := p.Unannotated(decl)
	if len(p.Diagnostics) > known {
		why := p.Diagnostics[known].Message
		p.Diagnostics = slices.Delete(p.Diagnostics, known, len(p.Diagnostics))
		return why
	}
	undo := g.Mark()
	if why := g.Task(t); why != "" {
		undo()
		return why
	}
	f.captured = append(f.captured, t.Type)
	return ""
}

// matches tells whether -func asks for a function. Its package goes by its path
// and, since that is what one sees in code, by its name too.
func (f *file) matches(decl *ast.FuncDecl) bool {
	if f.opts.Func == nil {
		return true
	}
	name := "." + plan.Activity(decl)
	return f.opts.Func.MatchString(f.pkg.PkgPath+name) || f.opts.Func.MatchString(f.pkg.Types.Name()+name)
}
