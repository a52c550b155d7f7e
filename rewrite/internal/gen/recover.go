package gen

import (
	"go/ast"
	"go/types"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// recovers lets the func literals that a function defers tell its loops what they recover from. The function that ends the
// loops runs after them, and would not know. args are pointers to the loops.
func (f *File) recovers(fn *plan.Func, args string) {
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			// One with annotated loops has variables of these names itself.
			if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok && !f.Looped[lit.Type] {
				f.tellRecovered(lit.Body, args)
			}
		}
		return true
	})
}

func (f *File) tellRecovered(body *ast.BlockStmt, args string) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			return false // there, recover recovers from nothing, or from something else
		case *ast.CallExpr:
			id, ok := ast.Unparen(n.Fun).(*ast.Ident)
			if ok && f.Info.Uses[id] == types.Universe.Lookup("recover") {
				f.insert(n.Pos(), f.imports.use(capturePath, "capture")+".LoopsRecovered(")
				f.insert(n.End(), ", "+args+")")
			}
		}
		return true
	})
}
