package gen

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
)

// Import paths that generated code is written against.
const (
	capturePath  = "github.com/flowcept/flowcept-go/runtime/capture"
	flowceptPath = "github.com/flowcept/flowcept-go/runtime"
	persistPath  = "github.com/flowcept/flowcept-go/integration/persist"
)

// inPrologues are the packages that user's variables may hide.
var inPrologues = map[string]bool{capturePath: true, flowceptPath: true}

// imports are the file's imports and those that are added to it.
type imports struct {
	f     *File
	names map[string]string // by path; the ones in use by generated code
	added []string          // paths
}

// use returns the name of a package in the file, importing it if need be. An
// import of the file's own serves, unless a variable has its name where that
// matters: in prologues for the runtime's packages, in encoders for the others.
func (im *imports) use(importPath, packageName string) string {
	if n, ok := im.names[importPath]; ok {
		return n
	}
	if n := im.existing(importPath); n != "" {
		im.names[importPath] = n
		return n
	}
	n := packageName
	if im.f.names.Taken(n) || slices.Contains(locals, n) {
		n = "fc" + n
	}
	n = im.f.names.Take(n)
	im.names[importPath] = n
	im.added = append(im.added, importPath)
	return n
}

// blank imports a package for what it does when it is initialised.
func (im *imports) blank(importPath string) {
	if _, ok := im.names[importPath]; ok {
		return
	}
	im.names[importPath] = "_"
	for _, spec := range im.f.Syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil && p == importPath {
			return
		}
	}
	im.added = append(im.added, importPath)
}

func (im *imports) existing(importPath string) string {
	for _, spec := range im.f.Syntax.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err != nil || p != importPath {
			continue
		}
		obj := im.f.Info.Implicits[spec]
		if spec.Name != nil {
			obj = im.f.Info.Defs[spec.Name]
		}
		if n, ok := obj.(*types.PkgName); ok && n.Name() != "_" && n.Name() != "." &&
			!slices.Contains(locals, n.Name()) && !(inPrologues[importPath] && im.f.declared[n.Name()]) {
			return n.Name()
		}
	}
	return ""
}

// qualifier names packages in types.
func (im *imports) qualifier(p *types.Package) string {
	if p == im.f.Pkg {
		return ""
	}
	return im.use(p.Path(), p.Name())
}

func (im *imports) spec(importPath string) string {
	n := im.names[importPath]
	if n == path.Base(importPath) {
		return strconv.Quote(importPath)
	}
	return n + " " + strconv.Quote(importPath)
}

// edits add the imports: to the file's first import declaration in parentheses,
// else in a declaration behind the last one, else behind the package clause. cgo's
// import "C" is left alone.
func (im *imports) edits() []edit.Edit {
	if len(im.added) == 0 {
		return nil
	}
	var std, others []string
	for _, p := range slices.Sorted(slices.Values(im.added)) {
		if first, _, _ := strings.Cut(p, "/"); strings.Contains(first, ".") {
			others = append(others, im.spec(p))
		} else {
			std = append(std, im.spec(p))
		}
	}
	after := im.f.Syntax.Name.End()
	for _, d := range im.f.Syntax.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.IMPORT {
			break
		}
		switch {
		case isCgo(g):
		case g.Lparen.IsValid() && len(g.Specs) > 0:
			return im.intoGroup(g, std, others)
		case !g.Lparen.IsValid() && len(im.importDecls()) == 1 && im.endsLine(g.End()):
			return im.intoParentheses(g.Specs[0].(*ast.ImportSpec), std, others)
		}
		after = d.End()
	}
	list := slices.Concat(std, others)
	text := "import " + list[0]
	if len(list) > 1 {
		text = "import (\n" + strings.Join(slices.Concat(std, separator(std, others), others), "\n") + "\n)"
	}
	return []edit.Edit{im.f.behind(after, text)}
}

func separator(a, b []string) []string {
	if len(a) > 0 && len(b) > 0 {
		return []string{""}
	}
	return nil
}

// intoParentheses puts the file's only import, which has none, into a group with
// the added ones.
func (im *imports) intoParentheses(own *ast.ImportSpec, std, others []string) []edit.Edit {
	before, after := "(\n", "\n"
	if isStd(own) {
		after += strings.Join(slices.Concat(std, separator(others, others), others), "\n")
	} else {
		before += strings.Join(slices.Concat(std, separator(std, std)), "\n") + "\n"
		after += strings.Join(others, "\n")
	}
	return []edit.Edit{
		edit.Insert(im.f.offset(own.Pos()), before),
		edit.Insert(im.f.offset(own.End()), after+"\n)"),
	}
}

// intoGroup adds to a declaration in parentheses: standard packages behind its
// first standard one, others behind its last other one, or in a block of their
// own at the end.
func (im *imports) intoGroup(g *ast.GenDecl, std, others []string) []edit.Edit {
	var firstStd, lastOther *ast.ImportSpec
	for _, s := range g.Specs {
		switch s := s.(*ast.ImportSpec); {
		case !isStd(s):
			lastOther = s
		case firstStd == nil:
			firstStd = s
		}
	}
	var edits []edit.Edit
	add := func(behind *ast.ImportSpec, lines []string) {
		if len(lines) == 0 {
			return
		}
		at, text := im.f.offset(g.Rparen), "\n"+strings.Join(lines, "\n")+"\n"
		switch {
		case behind == nil:
			text = "\n" + text
		case im.f.lineEnd(behind.End()) < at:
			at = im.f.lineEnd(behind.End())
		}
		edits = append(edits, edit.Insert(at, text))
	}
	add(firstStd, std)
	add(lastOther, others)
	return edits
}

func (im *imports) importDecls() []*ast.GenDecl {
	var list []*ast.GenDecl
	for _, d := range im.f.Syntax.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			list = append(list, g)
		}
	}
	return list
}

// endsLine tells whether nothing, no comment either, stands behind pos on its line.
func (im *imports) endsLine(pos token.Pos) bool {
	at := im.f.offset(pos)
	return strings.TrimSpace(string(im.f.Src[at:im.f.lineEnd(pos)])) == ""
}

func isCgo(g *ast.GenDecl) bool {
	for _, s := range g.Specs {
		if s, ok := s.(*ast.ImportSpec); ok && s.Path.Value == `"C"` {
			return true
		}
	}
	return false
}

func isStd(s *ast.ImportSpec) bool {
	first, _, _ := strings.Cut(strings.Trim(s.Path.Value, "`\""), "/")
	return !strings.Contains(first, ".")
}
