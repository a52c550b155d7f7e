package load

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// An Identity is all that decides what is to be done in a package: its files, and the export data of what it imports.
type Identity struct {
	ID        string
	GoVersion string
	Sizes     string // of types
	Files     []Source
	Imports   []string // path and file of the export data, whose name says what is in it
}

// A Source is a file with what is in it.
type Source struct {
	Path string
	Text []byte
}

// identity is the unit's; nil where nobody asks.
func (u *unit) identity() *Identity {
	if u.cfg.Known == nil {
		return nil
	}
	id := &Identity{ID: u.pkg.ID, Sizes: fmt.Sprint(u.pkg.TypesSizes)}
	if m := u.pkg.Module; m != nil {
		id.GoVersion = m.GoVersion
	}
	for path, src := range u.sources {
		id.Files = append(id.Files, Source{path, src})
	}
	slices.SortFunc(id.Files, func(a, b Source) int { return cmp.Compare(a.Path, b.Path) })
	for path, dep := range u.pkg.Imports {
		id.Imports = append(id.Imports, path+" "+dep.ExportFile)
	}
	slices.Sort(id.Imports)
	return id
}

// mayHold tells whether there may be something to do in the unit.
func (u *unit) mayHold() bool {
	for path, src := range u.sources {
		if u.cfg.wantsAll(path) || MayHold(src) {
			return true
		}
	}
	return false
}

// imported are the packages that the packages import of the modules of With and, with Imported, of the main modules, the
// first of several variants each.
func (cfg Config) imported(pkgs []*packages.Package) (list []*packages.Package, err error) {
	if !cfg.Imported && len(cfg.With) == 0 {
		return nil, nil
	}
	var modules []string
	seen := map[string]bool{}
	roots := map[string]bool{}
	for _, p := range pkgs {
		roots[p.PkgPath] = true
	}
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if p.Module == nil {
			return
		}
		modules = append(modules, p.Module.Path)
		if (cfg.Imported && p.Module.Main || slices.Contains(cfg.With, p.Module.Path)) && !roots[p.PkgPath] && !seen[p.PkgPath] && p.ForTest == "" {
			seen[p.PkgPath] = true
			list = append(list, p)
		}
	})
	slices.Sort(modules)
	modules = slices.Compact(modules)
	for _, want := range cfg.With {
		if !slices.Contains(modules, want) {
			return nil, &UnknownModule{want, modules}
		}
	}
	slices.SortFunc(list, func(a, b *packages.Package) int { return cmp.Compare(a.PkgPath, b.PkgPath) })
	return list, nil
}

// own are the packages that were asked for and are of the main modules, or those of With. Of other modules' and the standard
// library's nothing can be written: their files cannot be in an overlay.
func (cfg Config) own(r *Result, pkgs []*packages.Package) (list []*packages.Package) {
	for _, p := range pkgs {
		switch {
		case p.Module == nil: // of the standard library, or a list of files
			if !strings.HasPrefix(p.PkgPath, "command-line-arguments") {
				continue
			}
		case p.Module.Main:
		case slices.Contains(cfg.With, p.Module.Path):
			r.With = append(r.With, p)
		default:
			if !slices.Contains(r.Left, p.Module.Path) {
				r.Left = append(r.Left, p.Module.Path)
			}
			continue
		}
		list = append(list, p)
	}
	return list
}

// An UnknownModule is one of Config.With that no package imports.
type UnknownModule struct {
	Path string
	Used []string // those that are imported
}

func (e *UnknownModule) Error() string {
	return fmt.Sprintf("no package that is built here is of a module %s", e.Path)
}
