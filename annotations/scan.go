package annotations

import (
	"go/ast"
	"go/token"
)

// Scan reads all directives of a file that was parsed with parser.ParseComments
// and reports everything that is wrong with them as far as syntax can tell,
// sorted by position. Neither result is ever affected by //line comments.
func Scan(fset *token.FileSet, file *ast.File) (*File, []Diagnostic) {
	return &File{}, nil
}

// Refusal says why a function cannot be instrumented, annotated or not: it has
// no body, or a pragma or an export directive forbids it. The reason is a
// predicate ("has no body", "is marked //go:nosplit"); empty when it can be.
func Refusal(file *ast.File, decl *ast.FuncDecl) string {
	return ""
}
