package annotations

import "go/ast"

// literals lists the func literals in the nodes, but not those inside others.
func literals(nodes ...ast.Node) []*ast.FuncLit {
	var found []*ast.FuncLit
	for _, n := range nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			lit, ok := n.(*ast.FuncLit)
			if ok {
				found = append(found, lit)
			}
			return !ok
		})
	}
	return found
}

// literalParts are the parts of a statement, declarations aside, in which a
// directive above it finds its literal: all of a simple statement, and what
// stands before the body of an if or a switch, whose bodies hold statements of
// their own. Other statements have none.
func literalParts(stmt ast.Stmt) []ast.Node {
	var parts []ast.Node
	add := func(n ast.Node, present bool) {
		if present {
			parts = append(parts, n)
		}
	}
	switch s := stmt.(type) {
	case *ast.AssignStmt, *ast.ReturnStmt, *ast.GoStmt, *ast.DeferStmt, *ast.ExprStmt, *ast.SendStmt:
		add(s, true)
	case *ast.IfStmt:
		add(s.Init, s.Init != nil)
		add(s.Cond, s.Cond != nil)
	case *ast.SwitchStmt:
		add(s.Init, s.Init != nil)
		add(s.Tag, s.Tag != nil)
	case *ast.TypeSwitchStmt:
		add(s.Init, s.Init != nil)
		add(s.Assign, s.Assign != nil)
	}
	return parts
}

// assigned is the variable that the literal itself, not a call with it, is
// assigned to somewhere in the nodes; nil for none, a field, an element or _.
func assigned(lit *ast.FuncLit, nodes ...ast.Node) *ast.Ident {
	var found *ast.Ident
	match := func(values []ast.Expr, names int, name func(i int) ast.Expr) {
		for i, v := range values {
			if i < names && names == len(values) && ast.Unparen(v) == lit {
				if id, ok := ast.Unparen(name(i)).(*ast.Ident); ok && id.Name != "_" {
					found = id
				}
			}
		}
	}
	for _, n := range nodes {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.AssignStmt:
				match(n.Rhs, len(n.Lhs), func(i int) ast.Expr { return n.Lhs[i] })
			case *ast.ValueSpec:
				match(n.Values, len(n.Names), func(i int) ast.Expr { return n.Names[i] })
			}
			return true
		})
	}
	return found
}
