package annotations

import (
	"fmt"
	"go/ast"
	"go/token"
)

// A target is what a directive marks, as far as syntax tells.
type target struct {
	node ast.Node // what two directives on the same thing have in common
	fn   *function

	decl *ast.FuncDecl
	lit  *Literal
	loop *Loop
	spec *ast.TypeSpec
	file *ast.File
}

// what names the kind of target in messages.
func (t *target) what() string {
	switch {
	case t.loop != nil:
		return "loop"
	case t.lit != nil:
		return "func literal"
	case t.spec != nil:
		return "type"
	case t.file != nil:
		return "package clause"
	}
	return "function"
}

// wanted says what each directive stands above.
var wanted = map[string]string{
	"ignore":   "a function declaration or the package clause",
	"loop":     "a for statement",
	"model":    "a type declaration or a forward method",
	"task":     "a function, or a statement with one func literal",
	"tool":     "a function declaration",
	"workflow": "a function declaration",
}

// place finds what the directive marks in the slot below its comment group, or
// reports that it marks nothing.
func (s *scanner) place(d ast.Directive, group *ast.CommentGroup, below *slot) *target {
	var t *target
	var hint string
	switch {
	case below == nil:
	case below.from.IsValid() && s.line(below.from) == s.line(group.Pos()):
		hint = "it stands behind code; put it on the line above"
	default:
		t, hint = resolve(d.Name, below)
		if s.line(group.End())+1 < s.line(below.at) {
			if hint = ""; t != nil {
				t, hint = nil, "remove the blank line below it"
			}
		}
	}
	if t == nil {
		if hint != "" {
			hint = " (" + hint + ")"
		}
		s.report(d.Pos(), d.End(), Misplaced, "//flowcept:%s is not directly above %s%s", d.Name, wanted[d.Name], hint)
	}
	return t
}

// resolve is what a directive of this name marks in the slot, or nil and perhaps
// a hint.
func resolve(name string, sl *slot) (*target, string) {
	switch n := sl.node.(type) {
	case *ast.File:
		if name == "ignore" {
			return &target{node: n, file: n}, ""
		}
	case *ast.FuncDecl:
		if name != "loop" && (name != "model" || n.Recv != nil) {
			return &target{node: n, decl: n, fn: newFunction(funcName(n), n.Recv, n.Type)}, ""
		}
	case *ast.GenDecl:
		return resolveDecl(name, n, nil)
	case *ast.TypeSpec:
		return resolveType(name, n, sl.local)
	case *ast.ValueSpec:
		return resolveVar(name, sl.group, sl.local, n)
	case ast.Stmt:
		return resolveStmt(name, n, sl.label)
	}
	return nil, ""
}

// resolveDecl resolves a declaration of types or variables; local is the
// statement it is, nil at package level.
func resolveDecl(name string, g *ast.GenDecl, local *ast.DeclStmt) (*target, string) {
	if g.Tok != token.TYPE {
		return resolveVar(name, g, local, g)
	}
	if len(g.Specs) == 1 {
		if spec, ok := g.Specs[0].(*ast.TypeSpec); ok {
			return resolveType(name, spec, local)
		}
	} else if name == "model" {
		return nil, "put it above one type of the group"
	}
	return nil, ""
}

// resolveVar resolves a declaration of variables or a spec of one.
func resolveVar(name string, g *ast.GenDecl, local *ast.DeclStmt, in ast.Node) (*target, string) {
	if g.Tok != token.VAR {
		return nil, ""
	}
	lit := Literal{Decl: g}
	if local != nil {
		lit.Stmt = local
	}
	return resolveLiteral(name, lit, in)
}

func resolveType(name string, spec *ast.TypeSpec, local *ast.DeclStmt) (*target, string) {
	_, isInterface := spec.Type.(*ast.InterfaceType)
	switch {
	case name == "task" || name == "tool":
		return nil, "a type takes //flowcept:model"
	case name != "model":
		return nil, ""
	case local != nil:
		return nil, "a type inside a function has no methods"
	case spec.Assign.IsValid():
		return nil, "put it above the type that this is an alias of"
	case isInterface:
		return nil, "put it above a type that implements the interface"
	}
	return &target{node: spec, spec: spec}, ""
}

// resolveStmt resolves a statement that may have labels; label is the one that
// stands above the directive.
func resolveStmt(name string, stmt ast.Stmt, label *ast.LabeledStmt) (*target, string) {
	for {
		l, ok := stmt.(*ast.LabeledStmt)
		if !ok {
			break
		}
		label, stmt = l, l.Stmt
	}
	switch s := stmt.(type) {
	case *ast.ForStmt, *ast.RangeStmt:
		if name == "loop" {
			return &target{node: stmt, loop: &Loop{Stmt: stmt, Label: label}}, ""
		}
		if name == "task" {
			return nil, "a loop takes //flowcept:loop"
		}
		return nil, ""
	case *ast.DeclStmt:
		if g, ok := s.Decl.(*ast.GenDecl); ok {
			return resolveDecl(name, g, s)
		}
	}
	return resolveLiteral(name, Literal{Stmt: stmt}, literalParts(stmt)...)
}

// resolveLiteral completes lit with the one literal in the nodes.
func resolveLiteral(name string, lit Literal, in ...ast.Node) (*target, string) {
	found := literals(in...)
	switch {
	case name == "task" && len(found) == 0:
		return nil, "the statement below holds none"
	case name == "task" && len(found) > 1:
		return nil, fmt.Sprintf("the statement below holds %d", len(found))
	case name == "task":
	case (name == "workflow" || name == "tool") && len(found) == 1:
		return nil, "a func literal takes //flowcept:task only"
	default:
		return nil, ""
	}
	lit.Lit = found[0]
	lit.Var = assigned(lit.Lit, in...)
	fn := newFunction("the func literal", nil, lit.Lit.Type)
	if fn.unnamed = lit.Var == nil; !fn.unnamed {
		fn.name = lit.Var.Name
	}
	return &target{node: lit.Lit, lit: &lit, fn: fn}, ""
}
