package plan

import (
	"go/ast"
	"go/token"
	"go/types"
)

// listTerminates tells whether control never reaches the end of a list of statements,
// as the language's terminating statements have it, and by break and continue.
func (p *Planner) listTerminates(list []ast.Stmt) bool {
	for i := len(list) - 1; i >= 0; i-- {
		if _, empty := list[i].(*ast.EmptyStmt); !empty {
			return p.terminates(list[i], nil)
		}
	}
	return false
}

// terminates tells whether control never gets from a statement to what follows it.
func (p *Planner) terminates(s ast.Stmt, label *ast.LabeledStmt) bool {
	switch s := s.(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := ast.Unparen(s.X).(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		return ok && p.Info.Uses[id] == types.Universe.Lookup("panic")
	case *ast.BlockStmt:
		return p.listTerminates(s.List)
	case *ast.IfStmt:
		return s.Else != nil && p.terminates(s.Body, nil) && p.terminates(s.Else, nil)
	case *ast.LabeledStmt:
		return p.terminates(s.Stmt, s)
	case *ast.ForStmt:
		return s.Cond == nil && !p.broken(s.Body, label)
	case *ast.SwitchStmt:
		return p.clausesTerminate(s.Body, label, false)
	case *ast.TypeSwitchStmt:
		return p.clausesTerminate(s.Body, label, false)
	case *ast.SelectStmt:
		return p.clausesTerminate(s.Body, label, true)
	}
	return false
}

// clausesTerminate tells it of a switch or select. One without a default falls
// through, unless it waits.
func (p *Planner) clausesTerminate(body *ast.BlockStmt, label *ast.LabeledStmt, waits bool) bool {
	if p.broken(body, label) {
		return false
	}
	complete := waits
	for _, c := range body.List {
		var list []ast.Stmt
		switch c := c.(type) {
		case *ast.CaseClause:
			list, complete = c.Body, complete || c.List == nil
		case *ast.CommClause:
			list = c.Body
		}
		if !p.listTerminates(list) {
			return false
		}
	}
	return complete
}

// broken tells whether a break in the body of a statement means that statement.
func (p *Planner) broken(body *ast.BlockStmt, label *ast.LabeledStmt) bool {
	found := false
	var visit func(inside bool) func(ast.Node) bool
	visit = func(inside bool) func(ast.Node) bool {
		return func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BranchStmt:
				if n.Tok == token.BREAK {
					found = found || n.Label == nil && !inside || n.Label != nil && label != nil && n.Label.Name == label.Label.Name
				}
			case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
				if !inside {
					ast.Inspect(n, visit(true))
					return false
				}
			}
			return true
		}
	}
	for _, s := range body.List {
		ast.Inspect(s, visit(false))
	}
	return found
}
