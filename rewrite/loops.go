package rewrite

import (
	"fmt"
	"go/ast"
	"slices"

	"github.com/flowcept/flowcept-go/rewrite/internal/gen"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// instrumentLoops plans and generates the annotated loops, those of a function together. It comes last: which results have
// names by then is a matter of the functions.
func (f *file) instrumentLoops(p *plan.Planner, g *gen.File) {
	var order []*ast.FuncType
	of := map[*ast.FuncType][]*plan.Loop{}
	known := len(p.Diagnostics)
	for _, l := range f.Annotations.Loops {
		loop := p.Loop(l)
		if of[loop.Type] == nil {
			order = append(order, loop.Type)
		}
		of[loop.Type] = append(of[loop.Type], loop)
		f.done.Functions = append(f.done.Functions, fmt.Sprintf("%s in %s", loop.Site.Activity, loop.Name))
	}
	if len(p.Diagnostics) > known {
		return
	}
	g.Looped = map[*ast.FuncType]bool{}
	for _, fn := range order {
		g.Looped[fn] = true
	}
	for _, fn := range order {
		loops := of[fn]
		slices.SortStableFunc(loops, func(a, b *plan.Loop) int { return int(a.Stmt.Pos() - b.Stmt.Pos()) })
		why := g.Loops(loops, f.isTask(fn))
		f.refused(p, &loops[0].Options.Directive, "this loop", why)
	}
}

// isTask tells whether the calls of a function are tasks by themselves, so that the task running on the goroutine is
// that of the call.
func (f *file) isTask(fn *ast.FuncType) bool {
	return slices.ContainsFunc(f.captured, func(t *ast.FuncType) bool { return t == fn })
}
