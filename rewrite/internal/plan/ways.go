package plan

import (
	"go/ast"
	"go/token"
)

// ways finds the statements that leave an iteration, and where the loop's beginning
// goes. label is the one whose break and continue mean this loop; nil for none.
func (l *Loop) ways(p *Planner, label *ast.LabeledStmt) {
	own := token.NoPos
	if label != nil {
		own = label.Label.Pos()
	}
	labelled := false // by a break or continue
	add := func(s ast.Stmt, way Way) {
		l.Exits = append(l.Exits, Exit{s, way, p.outputs(l.Options, s.Pos())})
	}
	// breaks and continues tell that those without a label mean something inside.
	var walk func(s ast.Stmt, breaks, continues bool)
	list := func(stmts []ast.Stmt, breaks, continues bool) {
		for _, s := range stmts {
			walk(s, breaks, continues)
		}
	}
	walk = func(s ast.Stmt, breaks, continues bool) {
		switch s := s.(type) {
		case *ast.ReturnStmt:
			add(s, Return)
		case *ast.BranchStmt:
			way, inside := Next, continues
			if s.Tok == token.BREAK {
				way, inside = Behind, breaks
			}
			switch {
			case s.Tok == token.FALLTHROUGH:
			case s.Label == nil:
				if !inside {
					add(s, way)
				}
			default:
				at := p.Info.Uses[s.Label].Pos()
				switch {
				case at == own && s.Tok != token.GOTO:
					labelled = true
					add(s, way)
				case at < l.Block.Pos() || l.Block.End() <= at:
					add(s, Away)
				}
			}
		case *ast.BlockStmt:
			list(s.List, breaks, continues)
		case *ast.IfStmt:
			walk(s.Body, breaks, continues)
			if s.Else != nil {
				walk(s.Else, breaks, continues)
			}
		case *ast.ForStmt:
			walk(s.Body, true, true)
		case *ast.RangeStmt:
			walk(s.Body, true, true)
		case *ast.SwitchStmt:
			walk(s.Body, true, continues)
		case *ast.TypeSwitchStmt:
			walk(s.Body, true, continues)
		case *ast.SelectStmt:
			walk(s.Body, true, continues)
		case *ast.CaseClause:
			list(s.Body, breaks, continues)
		case *ast.CommClause:
			list(s.Body, breaks, continues)
		case *ast.LabeledStmt:
			walk(s.Stmt, breaks, continues)
		}
	}
	walk(l.Block, false, false)
	l.beginning(p, labelled)
}

// beginning finds where the loop's beginning goes: before its labels, unless a goto
// comes there, which begins the loop too.
func (l *Loop) beginning(p *Planner, labelled bool) {
	var chain []*ast.LabeledStmt
	var gotos []*ast.Ident
	ast.Inspect(l.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.LabeledStmt); ok && len(chain) == 0 {
			for in := ast.Stmt(s); ; {
				labelled, ok := in.(*ast.LabeledStmt)
				if !ok {
					if in != l.Stmt {
						chain = nil
					}
					break
				}
				chain, in = append(chain, labelled), labelled.Stmt
			}
		}
		return true
	})
	if len(chain) == 0 {
		return
	}
	at := map[token.Pos]bool{}
	for _, s := range chain {
		at[s.Label.Pos()] = true
	}
	ast.Inspect(l.Body, func(n ast.Node) bool {
		if s, ok := n.(*ast.BranchStmt); ok && s.Tok == token.GOTO && at[p.Info.Uses[s.Label].Pos()] {
			gotos = append(gotos, s.Label)
		}
		return true
	})
	if len(gotos) > 0 && !labelled {
		return // between the labels and the loop
	}
	l.Before, l.Again = chain[0].Pos(), gotos
	if len(gotos) > 0 {
		l.Unused = chain[:len(chain)-1] // the last is the one for break and continue
	}
}
