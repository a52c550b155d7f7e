package plan

import (
	"go/ast"
	"slices"

	"github.com/flowcept/flowcept-go/annotations"
)

// called are the methods that printing or capture may call, while it holds a lock
// or in the middle of a record.
var called = []string{"String", "Error", "Format", "GoString", "MarshalText", "FlowceptValue", "ToFlowceptDict"}

// Instrumentable tells whether a function without a directive is one of those
// that are instrumented when all are. What is refused where it is annotated is
// another matter.
func Instrumentable(file *ast.File, decl *ast.FuncDecl) bool {
	name := decl.Name.Name
	switch {
	case decl.Body == nil || name == "_":
		return false
	case decl.Recv == nil:
		return name != "init" && !(name == "main" && file.Name.Name == "main")
	}
	return !slices.Contains(called, name)
}

// Unannotated plans a function without a directive, in the form that is safe for
// code one does not know: no value is followed, and no method called, not that of
// a context either.
func (p *Planner) Unannotated(decl *ast.FuncDecl) *Task {
	t := p.Task(decl, &annotations.Task{
		Directive: annotations.Directive{Pos: decl.Name.Pos(), End: decl.Name.End()},
		Shallow:   true,
	})
	t.Context = nil
	return t
}
