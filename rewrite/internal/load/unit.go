package load

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"go/types"
	"os"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/flowcept/flowcept-go/annotations"
)

// A unit is a package on its way.
type unit struct {
	fset *token.FileSet
	cfg  Config
	pkg  *packages.Package

	sources   map[string][]byte
	files     []*File
	whole     []*File // the package's, with those that have nothing to do
	annotated bool    // there is something to do
	ignored   bool    // //flowcept:ignore stands above the package clause
	known     bool    // what there is to do is known
	broken    bool
	diags     []Diagnostic // of annotations
	faults    []Diagnostic // that keep it from being built

	bared    map[string]bool // test files without the bodies of their functions
	importer types.Importer
	types    *types.Package
	info     *types.Info
}

// read reads the unit's files, and what annotations there are.
func (u *unit) read() error {
	u.sources = map[string][]byte{}
	for _, path := range u.pkg.GoFiles {
		actual := path
		if to := u.cfg.Replaced[path]; to != "" {
			actual = to
		}
		src, err := os.ReadFile(actual)
		if err != nil {
			return err
		}
		u.sources[path] = src
	}
	if u.cfg.Known != nil && u.mayHold() && len(listErrors(u.cfg, u.pkg)) == 0 && u.cfg.Known(u.identity()) {
		u.known = true
		return nil
	}
	for _, path := range u.pkg.GoFiles {
		src := u.sources[path]
		all := u.cfg.wantsAll(path)
		if !all && !MayHold(src) {
			continue
		}
		syntax, err := parser.ParseFile(u.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			u.parseError(err)
			continue
		}
		found, diags := annotations.Scan(u.fset, syntax)
		for _, d := range diags {
			u.diags = append(u.diags, Place(u.fset, u.pkg.PkgPath, d))
		}
		file := &File{Path: path, Src: src, Syntax: syntax, Annotations: found, All: all}
		if file.Annotated() || all {
			u.annotated = true
			u.files = append(u.files, file)
		}
		u.ignored = u.ignored || found.PackageIgnored
	}
	u.dropIgnored()
	return nil
}

// parseError reports a file that does not parse, in the compiler's words where
// the go command passed them on.
func (u *unit) parseError(err error) {
	u.broken = true
	if listed := listErrors(u.cfg, u.pkg); len(listed) > 0 {
		u.faults = append(u.faults, listed...)
		return
	}
	var list scanner.ErrorList
	if !errors.As(err, &list) {
		u.faults = append(u.faults, Diagnostic{PkgPath: u.pkg.PkgPath, Category: annotations.Parse, Message: err.Error()})
	}
	for _, e := range list {
		u.faults = append(u.faults, Diagnostic{PkgPath: u.pkg.PkgPath, File: e.Pos.Filename, Line: e.Pos.Line, Col: e.Pos.Column,
			Category: annotations.Parse, Message: e.Msg})
	}
}

// check type-checks an annotated unit. Of another one it reports what the go
// command says.
func (u *unit) check() error {
	if u.known {
		return nil
	}
	if !u.annotated {
		u.faults = append(u.faults, listErrors(u.cfg, u.pkg)...)
		return nil
	}
	var files []*ast.File
	for _, path := range u.pkg.GoFiles {
		file := u.parsed(path)
		if file == nil {
			return nil // reported
		}
		if u.unwantedTest(path) {
			u.bare(path, file.Syntax)
		}
		u.whole = append(u.whole, file)
		files = append(files, file.Syntax)
	}
	u.info = &types.Info{
		Types:     map[ast.Expr]types.TypeAndValue{},
		Defs:      map[*ast.Ident]types.Object{},
		Uses:      map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{},
		Scopes:    map[ast.Node]*types.Scope{},
	}
	conf := types.Config{
		Importer:    u.importer,
		FakeImportC: true,
		Sizes:       u.pkg.TypesSizes,
		Error:       u.typeError,
	}
	if m := u.pkg.Module; m != nil && m.GoVersion != "" {
		conf.GoVersion = "go" + m.GoVersion
	}
	u.types, _ = conf.Check(u.pkg.PkgPath, u.fset, files, u.info)
	for _, d := range listErrors(u.cfg, u.pkg) {
		if u.bared[d.File] {
			u.faults = append(u.faults, d)
		}
	}
	return nil
}

// parsed is a file of the package, nil if it does not parse.
func (u *unit) parsed(path string) *File {
	for _, f := range u.files {
		if f.Path == path {
			return f
		}
	}
	syntax, err := parser.ParseFile(u.fset, path, u.sources[path], parser.SkipObjectResolution)
	if err != nil {
		u.parseError(err)
		return nil
	}
	return &File{Path: path, Src: u.sources[path], Syntax: syntax, Annotations: &annotations.File{}}
}

func (u *unit) typeError(err error) {
	var e types.Error
	if errors.As(err, &e) && u.bared[u.fset.PositionFor(e.Pos, false).Filename] {
		return // the go command says what is wrong with them
	}
	u.broken = true
	if !errors.As(err, &e) || strings.Contains(e.Msg, reportedElsewhere) {
		return
	}
	msg := strings.Join(strings.Fields(e.Msg), " ") // a wrong count of values takes three lines
	u.faults = append(u.faults, Place(u.fset, u.pkg.PkgPath, annotations.Diagnostic{Pos: e.Pos, End: e.Pos, Category: annotations.Type, Message: msg}))
}

// Place gives an annotation's diagnostic its place. //line comments do not count:
// the directive is in the file itself.
func Place(fset *token.FileSet, pkgPath string, d annotations.Diagnostic) Diagnostic {
	pos := fset.PositionFor(d.Pos, false)
	placed := Diagnostic{PkgPath: pkgPath, File: pos.Filename, Line: pos.Line, Col: pos.Column, Category: d.Category, Message: d.Message}
	if end := fset.PositionFor(d.End, false); end.Line == pos.Line && end.Column > pos.Column {
		placed.EndCol = end.Column
	}
	return placed
}
