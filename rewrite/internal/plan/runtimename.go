package plan

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// runtimeName is the function as the Go runtime names it:
// example.com/app/train.(*Net).Step, example.com/app.Map[...], main.run.func1.
// A literal at package level goes by its variable, since its number among those of
// the package follows from the order of initialization.
func (p *Planner) runtimeName(fn *Func) string {
	pkg := escapePath(p.Pkg.Path())
	if p.Pkg.Name() == "main" {
		pkg = "main"
	}
	if fn.Decl == nil {
		return pkg + "." + fn.Name
	}
	name := fn.Decl.Name.Name
	sig := p.signature(fn.Decl)
	if sig.TypeParams().Len() > 0 {
		name += "[...]"
	}
	if base, pointer := receiver(fn.Decl); base != "" {
		if sig.RecvTypeParams().Len() > 0 {
			base += "[...]"
		}
		if pointer {
			base = "(*" + base + ")"
		}
		name = base + "." + name
	}
	if fn.Lit != nil {
		name += ".func" + p.literalNumber(fn.Decl.Body, fn.Lit)
	}
	return pkg + "." + name
}

// literalNumber is what the compiler numbers a literal in a body by: 2, or 2.1 for
// one inside the second.
func (p *Planner) literalNumber(body *ast.BlockStmt, lit *ast.FuncLit) string {
	n, number := 0, ""
	var visit func(ast.Node) bool
	visit = func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.IfStmt:
			return !p.skipDead(node, visit)
		case *ast.FuncLit:
			n++
			switch {
			case node == lit:
				number = fmt.Sprint(n)
			case node.Pos() < lit.Pos() && lit.End() <= node.End():
				number = fmt.Sprintf("%d.%s", n, p.literalNumber(node.Body, lit))
			}
			return false
		}
		return true
	}
	ast.Inspect(body, visit)
	return number
}

// skipDead visits the parts of an if statement whose condition is true or false,
// but for the branch that the compiler drops, and tells whether it is one. Other
// constants (runtime.GOOS == "linux") may differ from build to build, which what is
// written here must not.
func (p *Planner) skipDead(s *ast.IfStmt, visit func(ast.Node) bool) bool {
	id, ok := ast.Unparen(s.Cond).(*ast.Ident)
	if !ok || p.Info.Uses[id] == nil || p.Info.Uses[id].Parent() != types.Universe {
		return false
	}
	live := p.Info.Types[s.Cond].Value
	if s.Init != nil {
		ast.Inspect(s.Init, visit)
	}
	if constant.BoolVal(live) {
		ast.Inspect(s.Body, visit)
	} else if s.Else != nil {
		ast.Inspect(s.Else, visit)
	}
	return true
}

// escapePath writes an import path as symbol names have it: dots behind the last
// slash, quotes, percent signs and what is not printable ASCII by their hex code.
func escapePath(path string) string {
	slash := strings.LastIndex(path, "/")
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; c <= ' ' || c == '.' && i > slash || c == '%' || c == '"' || c >= 0x7f {
			fmt.Fprintf(&b, "%%%02x", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (p *Planner) signature(decl *ast.FuncDecl) *types.Signature {
	return p.Info.Defs[decl.Name].(*types.Func).Signature()
}
