package annotations

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

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
