package plan

import (
	"go/ast"
	"go/types"
	"path"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Workflow is a function that runs as a workflow.
type Workflow struct {
	Decl      *ast.FuncDecl
	Sig       *types.Signature
	Directive *annotations.Directive
	Options   *annotations.Workflow
	Name      string
	Err       bool // there is a trailing error
}

// Workflow plans an annotated function.
func (p *Planner) Workflow(decl *ast.FuncDecl, opts *annotations.Workflow) *Workflow {
	w := &Workflow{Decl: decl, Sig: p.signature(decl), Directive: &opts.Directive, Options: opts, Name: path.Base(p.Pkg.Path())}
	if opts.Name != nil {
		w.Name = opts.Name.Text
	}
	if n := w.Sig.Results().Len(); n > 0 {
		w.Err = isError(w.Sig.Results().At(n - 1).Type())
	}
	return w
}
