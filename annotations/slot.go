package annotations

import (
	"go/ast"
	"go/token"
	"slices"
)

// A slot is a place in the file that comments can stand directly above: a
// declaration, a spec of a group, a statement or the package clause, with the
// gap before it that holds nothing but comments. Gaps never overlap.
type slot struct {
	from, at token.Pos // the gap; from is NoPos before the package clause
	node     ast.Node  // *ast.File, ast.Decl, ast.Spec or ast.Stmt

	label *ast.LabeledStmt // of a statement, in the gap's place
	group *ast.GenDecl     // of a spec
	local *ast.DeclStmt    // the statement that the group of a spec is, inside functions
}

// slots lists a file's slots in source order.
func slots(file *ast.File) []slot {
	all := []slot{{at: file.Package, node: file}}
	from := file.Name.End()
	for _, d := range file.Decls {
		all = append(all, slot{from: from, at: d.Pos(), node: d})
		all = appendSpecs(all, d, nil)
		from = d.End()
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			all = appendStmts(all, n.Lbrace+1, n.List)
		case *ast.CaseClause:
			all = appendStmts(all, n.Colon+1, n.Body)
		case *ast.CommClause:
			all = appendStmts(all, n.Colon+1, n.Body)
		case *ast.LabeledStmt:
			all = append(all, slot{from: n.Colon + 1, at: n.Stmt.Pos(), node: n.Stmt, label: n})
		case *ast.DeclStmt:
			all = appendSpecs(all, n.Decl, n)
		}
		return true
	})
	slices.SortStableFunc(all, func(a, b slot) int { return int(a.at - b.at) })
	return all
}

func appendStmts(all []slot, from token.Pos, list []ast.Stmt) []slot {
	for _, s := range list {
		all = append(all, slot{from: from, at: s.Pos(), node: s})
		from = s.End()
	}
	return all
}

// appendSpecs adds what stands in the parentheses of a declaration.
func appendSpecs(all []slot, d ast.Decl, local *ast.DeclStmt) []slot {
	g, ok := d.(*ast.GenDecl)
	if !ok || !g.Lparen.IsValid() {
		return all
	}
	from := g.Lparen + 1
	for _, s := range g.Specs {
		all = append(all, slot{from: from, at: s.Pos(), node: s, group: g, local: local})
		from = s.End()
	}
	return all
}

// slotBelow is the slot in whose gap the comments stand; nil when they stand
// somewhere else, as inside an expression or at the end of a block.
func slotBelow(all []slot, group *ast.CommentGroup) *slot {
	i, _ := slices.BinarySearchFunc(all, group.End(), func(s slot, pos token.Pos) int { return int(s.at - pos) })
	if i < len(all) && all[i].from <= group.Pos() {
		return &all[i]
	}
	return nil
}
