package load

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
	"golang.org/x/tools/go/packages"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Result is all that was asked for.
type Result struct {
	Packages    []*Package // those with something to do
	Dirs        []*Dir
	Diagnostics []Diagnostic
	Fset        *token.FileSet
	With        []*packages.Package // those of Config.With
	Left        []string            // with Config.Imported: modules of which packages were asked for, but that are in neither
}

// A Package is one with something to do, parsed and type-checked. Its in-package tests
// are part of it; an external test package is one of its own.
type Package struct {
	Identity *Identity // nil unless Config.Known asks
	PkgPath  string
	Dir      string
	Types    *types.Package
	Info     *types.Info
	Files    []*File // those with something to do
	Whole    []*File // all, in the order that the compiler sees them in
	Broken   bool    // it does not parse or type-check
}

// A File is one with annotations, or one of which all functions are wanted.
type File struct {
	Path        string
	Src         []byte
	Syntax      *ast.File
	Annotations *annotations.File
	All         bool // what is not annotated is wanted as well
}

// Load reads the packages.
func Load(ctx context.Context, cfg Config) (*Result, error) {
	pkgs, err := list(ctx, cfg, deepMode)
	if err != nil {
		return nil, err
	}
	r := &Result{Fset: token.NewFileSet(), Dirs: dirs(pkgs)}
	with, err := cfg.imported(pkgs)
	if err != nil {
		return nil, err
	}
	r.With = with
	if cfg.Imported {
		pkgs = cfg.own(r, pkgs)
	}
	units := newUnits(r.Fset, cfg, slices.Concat(pkgs, with))
	if err := each(units, (*unit).read); err != nil {
		return nil, err
	}
	im := newImporters(r.Fset)
	for _, u := range units {
		if u.annotated {
			u.importer = im.of(u.pkg)
		}
	}
	if err := each(units, (*unit).check); err != nil {
		return nil, err
	}
	for _, u := range units {
		r.Diagnostics = append(r.Diagnostics, u.diags...)
		if !cfg.Leave || len(listErrors(cfg, u.pkg)) == 0 {
			r.Diagnostics = append(r.Diagnostics, u.faults...)
		}
		if u.annotated {
			r.Packages = append(r.Packages, &Package{u.identity(), u.pkg.PkgPath, dirOf(u.pkg), u.types, u.info, u.files, u.whole, u.broken})
		}
	}
	if !cfg.Leave {
		r.Diagnostics = append(r.Diagnostics, importErrors(cfg, pkgs, r.Dirs)...)
	}
	return r, nil
}

// each calls f for all units, as many at a time as there are processors.
func each(units []*unit, f func(*unit) error) error {
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, u := range units {
		g.Go(func() error { return f(u) })
	}
	return g.Wait()
}

// newUnits chooses the packages to look at: the variant with in-package tests for
// the package where there is one.
func newUnits(fset *token.FileSet, cfg Config, pkgs []*packages.Package) []*unit {
	tested := map[string]bool{}
	for _, p := range pkgs {
		if p.ForTest == p.PkgPath {
			tested[p.PkgPath] = true
		}
	}
	var units []*unit
	for _, p := range pkgs {
		if isTestMain(p) || p.ForTest == "" && tested[p.PkgPath] {
			continue
		}
		units = append(units, &unit{fset: fset, cfg: cfg, pkg: p})
	}
	return units
}

// importErrors are the errors of packages that were not asked for but are
// imported: most often, that there is no such package. They belong to the package
// with the import.
func importErrors(cfg Config, roots []*packages.Package, dirs []*Dir) []Diagnostic {
	var list []Diagnostic
	packages.Visit(roots, nil, func(p *packages.Package) {
		if slices.Contains(roots, p) {
			return
		}
		for _, d := range listErrors(cfg, p) {
			if len(p.GoFiles) == 0 && !strings.Contains(d.Message, p.PkgPath) {
				d.Message = "could not import " + p.PkgPath + ": " + d.Message
			}
			list = append(list, d)
		}
	})
	for i, d := range list {
		for _, dir := range dirs {
			if d.File != "" && filepath.Dir(d.File) == dir.Path {
				list[i].PkgPath = dir.PkgPath
			}
		}
	}
	return list
}
