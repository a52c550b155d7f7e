package gen

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/name"
)

// A File is one file that code is generated for. Its exported fields are the
// caller's to set.
type File struct {
	Fset   *token.FileSet
	Syntax *ast.File
	Src    []byte // that Syntax was parsed from
	Path   string // of the file
	Pkg    *types.Package
	Info   *types.Info

	// SitesElsewhere tells that Sites are declared by SitesFirst of a file.
	SitesElsewhere bool

	// Looped are the functions with annotated loops, by their types.
	Looped map[*ast.FuncType]bool

	names    *name.Set
	declared map[string]bool // names that something inside the file's functions has
	hidden   map[string]bool // predeclared names that the package or the file's imports hide
	imports  *imports
	encoders *encoders
	stem     string
	literals int                        // that code has been generated for
	given    map[*ast.FuncType][]result // those that generated code is given pointers to

	shallow bool // the function being generated records values in the shallow form
	handled bool // it gives them to a handler first
	model   bool // it is a model's forward method

	sites []Site
	first []edit.Edit // behind the imports
	edits []edit.Edit
	decls bytes.Buffer // appended to the file
	local names
}

// names are those of the variables in prologues; the same throughout a file.
type names struct {
	record, workflow string
}

// Init prepares the file.
func (f *File) Init() {
	f.names = name.NewSet(f.Syntax, f.Pkg)
	f.stem = name.Stem(f.Path)
	f.imports = &imports{f: f, names: map[string]string{}}
	f.encoders = newEncoders(f)
	f.declared = map[string]bool{}
	f.given = map[*ast.FuncType][]result{}
	f.hidden = map[string]bool{}
	ast.Inspect(f.Syntax, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if obj := f.Info.Defs[id]; obj != nil && obj.Parent() != f.Pkg.Scope() {
				if _, isImport := obj.(*types.PkgName); !isImport {
					f.declared[id.Name] = true
				}
			}
		}
		return true
	})
	for _, n := range types.Universe.Names() {
		if f.Pkg.Scope().Lookup(n) != nil {
			f.hidden[n] = true
		}
	}
	for scope := f.Info.Scopes[f.Syntax]; scope != nil; scope = nil {
		for _, n := range scope.Names() { // imports, and what a dot import brings
			f.hidden[n] = true
		}
	}
	f.local.record = f.names.Take("fc")
	f.local.workflow = f.names.Take("fcWorkflow")
}

// Result returns the edits, and the declarations that follow the file's last one.
func (f *File) Result() ([]edit.Edit, string) {
	f.decls.WriteString(f.encoders.code())
	return slices.Concat(f.edits, f.imports.edits(), f.first), f.decls.String()
}

func (f *File) offset(pos token.Pos) int {
	return f.Fset.PositionFor(pos, false).Offset
}

// lineEnd is the offset of the end of the line that pos is on, before its line
// break.
func (f *File) lineEnd(pos token.Pos) int {
	at := f.offset(pos)
	if i := bytes.IndexByte(f.Src[at:], '\n'); i >= 0 {
		at += i
	} else {
		at = len(f.Src)
	}
	if at > 0 && f.Src[at-1] == '\r' {
		at--
	}
	return at
}

// text is the source of a node.
func (f *File) text(n ast.Node) string {
	return string(f.Src[f.offset(n.Pos()):f.offset(n.End())])
}

// hides tells whether a predeclared name means something else at package level
// of this file.
func (f *File) hides(names ...string) bool {
	for _, n := range names {
		if f.hidden[n] {
			return true
		}
	}
	return false
}
