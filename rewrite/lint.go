package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// Lint reports what Generate would of the directives of a package that somebody
// else has parsed, with comments, and type-checked. read returns the bytes that a
// file was parsed from.
func Lint(fset *token.FileSet, files []*ast.File, pkg *types.Package, info *types.Info, read func(name string) ([]byte, error)) ([]annotations.Diagnostic, error) {
	var list []annotations.Diagnostic
	of := &load.Package{PkgPath: pkg.Path(), Types: pkg, Info: info}
	for _, syntax := range files {
		path := fset.File(syntax.FileStart).Name()
		src, err := read(path)
		if err != nil {
			return nil, err
		}
		if !load.MayHold(src) {
			continue
		}
		found, diags := annotations.Scan(fset, syntax)
		list = append(list, diags...)
		f := &file{fset: fset, pkg: of, File: &load.File{Path: path, Src: src, Syntax: syntax, Annotations: found}}
		if f.Annotated() {
			f.instrument(0)
		}
		list = append(list, f.raw...)
	}
	annotations.Sort(list)
	return list, nil
}
