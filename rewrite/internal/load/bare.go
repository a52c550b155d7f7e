package load

import (
	"go/ast"
	"strings"
)

// unwantedTest tells whether a file is a test's of which only the names count that it declares.
func (u *unit) unwantedTest(path string) bool {
	if !strings.HasSuffix(path, "_test.go") {
		return false
	}
	for _, f := range u.files {
		if f.Path == path {
			return false
		}
	}
	return true
}

// bare takes the bodies of a file's functions away: checking them would be for nothing.
func (u *unit) bare(path string, file *ast.File) {
	for _, d := range file.Decls {
		if fn, ok := d.(*ast.FuncDecl); ok {
			fn.Body = nil
		}
	}
	if u.bared == nil {
		u.bared = map[string]bool{}
	}
	u.bared[path] = true
}
