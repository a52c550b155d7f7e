package plan

import (
	"go/ast"
	"go/types"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Func is a function that is instrumented: a declared one or a literal.
type Func struct {
	Name string         // as messages call it
	Decl *ast.FuncDecl  // it, or the one that the literal is in; nil for a literal at package level
	Lit  *ast.FuncLit   // nil for a declared function
	Type *ast.FuncType  // its own
	Body *ast.BlockStmt // its own
	Sig  *types.Signature

	// TypeParams are those that its signature may mention: its own and its
	// receiver's, or those of the function it is in.
	TypeParams []*types.TypeParam
}

func (p *Planner) declared(decl *ast.FuncDecl) Func {
	sig := p.signature(decl)
	return Func{Name: decl.Name.Name, Decl: decl, Type: decl.Type, Body: decl.Body, Sig: sig, TypeParams: typeParams(sig)}
}

func (p *Planner) literal(l annotations.Literal) Func {
	fn := Func{Name: "the func literal", Lit: l.Lit, Type: l.Lit.Type, Body: l.Lit.Body}
	fn.Sig = p.Info.TypeOf(l.Lit).(*types.Signature)
	if l.Var != nil {
		fn.Name = l.Var.Name
	}
	for _, d := range p.Syntax.Decls {
		if decl, ok := d.(*ast.FuncDecl); ok && decl.Pos() <= l.Lit.Pos() && l.Lit.End() <= decl.End() {
			fn.Decl, fn.TypeParams = decl, typeParams(p.signature(decl))
		}
	}
	return fn
}

func typeParams(sig *types.Signature) []*types.TypeParam {
	var all []*types.TypeParam
	for _, list := range []*types.TypeParamList{sig.TypeParams(), sig.RecvTypeParams()} {
		for p := range list.TypeParams() {
			all = append(all, p)
		}
	}
	return all
}

// node is the whole of the function.
func (fn *Func) node() ast.Node {
	if fn.Lit != nil {
		return fn.Lit
	}
	return fn.Decl
}

// activity is the default activity_id; empty for a literal that no variable
// names, which has name=.
func (fn *Func) activity() string {
	if fn.Lit != nil {
		return fn.Name
	}
	return Activity(fn.Decl)
}
