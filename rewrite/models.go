package rewrite

import (
	"go/ast"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/gen"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// instrumentModels plans and generates the forward methods of annotated models.
func (f *file) instrumentModels(p *plan.Planner, g *gen.File) {
	f.forwards = map[*ast.FuncDecl]bool{}
	carries := map[*ast.FuncDecl]string{}
	for _, fn := range f.Annotations.Funcs {
		switch {
		case fn.Task != nil:
			carries[fn.Decl] = "task"
		case fn.Tool != nil:
			carries[fn.Decl] = "tool"
		default:
			carries[fn.Decl] = "workflow"
		}
	}
	report := func(m annotations.Model, category, message string) {
		p.Diagnostics = append(p.Diagnostics, annotations.Diagnostic{Pos: m.Options.Pos, End: m.Options.End, Category: category, Message: message})
	}
	for _, m := range f.Annotations.Models {
		decl := p.Forward(m)
		if decl == nil {
			continue
		}
		if other := carries[decl]; other != "" {
			report(m, annotations.Conflict, "//flowcept:model and //flowcept:"+other+" exclude each other, and "+plan.Activity(decl)+" carries the latter")
			continue
		}
		if f.forwards[decl] {
			report(m, annotations.Duplicate, "second //flowcept:model for "+plan.Activity(decl))
			continue
		}
		if why := annotations.Refusal(f.Syntax, decl); why != "" {
			report(m, annotations.Refused, plan.Activity(decl)+" "+why+", so it cannot be a model's forward method")
			continue
		}
		f.forwards[decl] = true
		name := plan.Activity(decl)
		f.generateTask(p, g, name, func() *plan.Task { return p.Model(decl, m.Options) })
		f.done.Functions = append(f.done.Functions, name)
	}
}
