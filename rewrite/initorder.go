package rewrite

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
	"github.com/flowcept/flowcept-go/rewrite/internal/gen"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// Package-level variables are initialised in the order of their declaration, each
// once those that it depends on are, and a variable depends on all that the
// functions in its initialiser mention. An instrumented function mentions its
// site: a variable that calls it would wait for the site, and let others behind it
// go first. So where a variable depends on an instrumented function, the sites are
// declared before all variables. Nothing has to wait for them then.

// A shelf is where the sites of some files of a package are declared: at the top
// of one of them.
type shelf struct {
	holder *file

	mu    sync.Mutex
	sites []shelved
}

type shelved struct {
	file int // its number in the package
	list []gen.Site
}

func (s *shelf) put(number int, list []gen.Site) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sites = append(s.sites, shelved{number, list})
}

// all are the sites in the order of the files.
func (s *shelf) all() []gen.Site {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.sites, func(a, b shelved) int { return cmp.Compare(a.file, b.file) })
	var list []gen.Site
	for _, x := range s.sites {
		list = append(list, x.list...)
	}
	return list
}

// shelve finds the files of a package whose sites must stand before its
// variables, and where. It returns the files, with one that only holds sites where
// that is needed. With siblings, what is written must not depend on the build's
// configuration: a file with a constraint keeps its sites.
func (o Options) shelve(pkg *load.Package, files []*file, siblings bool) []*file {
	inits := pkg.Info.InitOrder
	if len(inits) < 2 {
		return files
	}
	for _, tests := range []bool{false, true} {
		var group []*file
		for _, f := range files {
			if isTest(f.Path) == tests {
				group = append(group, f)
			}
		}
		if !reaches(pkg, inits, group, tests) {
			continue
		}
		var common []*file
		for _, f := range group {
			if siblings && constrained(f.File) {
				f.shelf = &shelf{holder: f}
				continue
			}
			common = append(common, f)
		}
		s := &shelf{}
		for _, whole := range pkg.Whole {
			if isTest(whole.Path) != tests || siblings && constrained(whole) || !initialises(whole.Syntax) {
				continue
			}
			at := slices.IndexFunc(common, func(f *file) bool { return f.Path == whole.Path })
			if at >= 0 {
				s.holder = common[at]
			} else if len(common) > 0 {
				s.holder = &file{fset: group[0].fset, pkg: pkg, File: whole, opts: o}
				files = append(files, s.holder)
				common = append(common, s.holder)
			}
			break
		}
		for _, f := range common {
			if f.shelf = s; s.holder == nil {
				f.shelf = &shelf{holder: f}
			}
		}
	}
	return files
}

// each calls do for the files, as many at a time as there are processors; those
// that hold the sites of others come last.
func each(files []*file, do func(*file) error) error {
	for _, holders := range []bool{false, true} {
		var g errgroup.Group
		g.SetLimit(runtime.GOMAXPROCS(0))
		for _, f := range files {
			if f.holdsSites() == holders {
				g.Go(func() error { return do(f) })
			}
		}
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) holdsSites() bool { return f.shelf != nil && f.shelf.holder == f }

// placeSites declares the sites of the file where they belong.
func (f *file) placeSites(g *gen.File) {
	if f.shelf == nil {
		return
	}
	f.shelf.put(slices.IndexFunc(f.pkg.Whole, func(w *load.File) bool { return w.Path == f.Path }), g.Sites())
	if f.holdsSites() {
		sites := f.shelf.all()
		f.holds = len(sites) > 0
		g.SitesFirst(sites)
	}
}

// initialises tells whether a file declares a variable with an initialiser.
func initialises(syntax *ast.File) bool {
	for _, d := range syntax.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.VAR {
			continue
		}
		for _, s := range g.Specs {
			if len(s.(*ast.ValueSpec).Values) > 0 {
				return true
			}
		}
	}
	return false
}

// reaches tells whether an initialiser, in test files or in the others, depends on
// what is going to be instrumented in the files.
func reaches(pkg *load.Package, inits []*types.Initializer, files []*file, tests bool) bool {
	targets, decls := targets(files), map[types.Object]*ast.FuncDecl{}
	if len(targets) == 0 {
		return false
	}
	for _, w := range pkg.Whole {
		for _, d := range w.Syntax.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil {
				decls[pkg.Info.Defs[fn.Name]] = fn
			}
		}
	}
	seen := map[types.Object]bool{}
	var visit func(ast.Node) bool
	visit = func(n ast.Node) bool {
		found := false
		ast.Inspect(n, func(n ast.Node) bool {
			if n == nil || found {
				return false
			}
			if targets[n.Pos()] {
				found = true
			}
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			obj := pkg.Info.Uses[id]
			if fn, ok := obj.(*types.Func); ok {
				obj = fn.Origin()
			}
			if decl := decls[obj]; decl != nil && !seen[obj] {
				seen[obj] = true
				found = found || visit(decl)
			}
			return true
		})
		return found
	}
	for _, init := range inits {
		if isTest(files[0].fset.File(init.Rhs.Pos()).Name()) == tests && visit(init.Rhs) {
			return true
		}
	}
	return false
}

// targets are the places of what is going to be instrumented.
func targets(files []*file) map[token.Pos]bool {
	at := map[token.Pos]bool{}
	for _, f := range files {
		for _, fn := range f.Annotations.Funcs {
			at[fn.Decl.Pos()] = true
		}
		for _, l := range f.Annotations.Literals {
			at[l.Lit.Pos()] = true
		}
		for _, l := range f.Annotations.Loops {
			at[l.Stmt.Pos()] = true
		}
		models := map[string]bool{}
		for _, m := range f.Annotations.Models {
			if m.Decl != nil {
				at[m.Decl.Pos()] = true
			} else {
				models[m.Spec.Name.Name] = true
			}
		}
		for _, d := range f.Syntax.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			base, _, method := strings.Cut(plan.Activity(decl), ".")
			if method && models[base] || f.All && plan.Instrumentable(f.Syntax, decl) && f.matches(decl) {
				at[decl.Pos()] = true
			}
		}
	}
	return at
}

func isTest(path string) bool { return strings.HasSuffix(path, "_test.go") }

// constrained tells whether a file is left out of some builds.
func constrained(f *load.File) bool {
	src := f.Src
	if before, err := readSibling(load.SiblingOf(f.Path)); err == nil && before.ours {
		if own, err := constraint.Restore(src, before.record); err == nil {
			src = own
		}
	}
	if x, err := constraint.Expr(src); err != nil || x != nil {
		return true
	}
	name, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f.Path), "_test.go"), ".")
	parts := strings.Split(name, "_")
	last := parts[len(parts)-1]
	return len(parts) > 1 && (slices.Contains(systems, last) || slices.Contains(architectures, last))
}
