package annotations

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// A function is what syntax tells of an annotated function or literal.
type function struct {
	name    string   // for messages
	unnamed bool     // a literal that no variable names
	params  []string // the named ones, and the receiver
}

func newFunction(name string, recv *ast.FieldList, typ *ast.FuncType) *function {
	fn := &function{name: name}
	for _, fields := range []*ast.FieldList{recv, typ.Params} {
		if fields == nil {
			continue
		}
		for _, field := range fields.List {
			for _, id := range field.Names {
				if id.Name != "_" {
					fn.params = append(fn.params, id.Name)
				}
			}
		}
	}
	return fn
}

// funcName is "Mul", or "Net.Forward" for a method.
func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) != 1 {
		return d.Name.Name
	}
	typ := d.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.ParenExpr:
			typ = t.X
		case *ast.StarExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		case *ast.Ident:
			return t.Name + "." + d.Name.Name
		default:
			return d.Name.Name
		}
	}
}

// Refusal says why a function cannot be instrumented, annotated or not: it has
// no body, or a pragma or an export comment forbids it. The reason is a
// predicate ("has no body", "is marked //go:nosplit"), empty when it can be.
//
// The compiler gives a pragma to the next declaration, blank lines or not, so
// all comments since the declaration before count, not the doc comment alone.
func Refusal(file *ast.File, decl *ast.FuncDecl) string {
	if decl.Body == nil {
		return "has no body"
	}
	for c := range commentsAbove(file, decl) {
		switch word, rest, _ := strings.Cut(c.Text, " "); word {
		case "//go:nosplit", "//go:systemstack", "//go:norace":
			return "is marked " + word
		case "//export":
			if strings.TrimSpace(rest) == decl.Name.Name {
				return "is exported to C"
			}
		}
	}
	return ""
}

// commentsAbove yields the comments between a declaration and the one before it.
func commentsAbove(file *ast.File, decl ast.Decl) func(yield func(*ast.Comment) bool) {
	from := file.Name.End()
	i, _ := slices.BinarySearchFunc(file.Decls, decl.Pos(), func(d ast.Decl, pos token.Pos) int { return int(d.Pos() - pos) })
	if i > 0 {
		from = file.Decls[i-1].End()
	}
	g, _ := slices.BinarySearchFunc(file.Comments, from, func(c *ast.CommentGroup, pos token.Pos) int { return int(c.Pos() - pos) })
	return func(yield func(*ast.Comment) bool) {
		for _, group := range file.Comments[g:] {
			for _, c := range group.List {
				if c.Pos() >= decl.Pos() || !yield(c) {
					return
				}
			}
		}
	}
}
