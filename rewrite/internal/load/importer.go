package load

import (
	"errors"
	"fmt"
	"go/token"
	"go/types"
	"os"
	"strings"

	"golang.org/x/tools/go/gcexportdata"
	"golang.org/x/tools/go/packages"
)

// importers read export data. All packages that units import are read before any
// unit is checked, because reading one may complete others.
type importers struct {
	fset   *token.FileSet
	shared *universe
}

// A universe is a set of packages in which no import path occurs twice.
type universe struct {
	fset   *token.FileSet
	byPath map[string]*types.Package
}

func newImporters(fset *token.FileSet) *importers {
	return &importers{fset, newUniverse(fset)}
}

func newUniverse(fset *token.FileSet) *universe {
	return &universe{fset, map[string]*types.Package{}}
}

// of reads what a package imports. An external test may import variants of
// packages, recompiled for the test; it gets a universe of its own.
func (im *importers) of(p *packages.Package) types.Importer {
	u := im.shared
	for _, dep := range p.Imports {
		if dep.ForTest != "" {
			u = newUniverse(im.fset)
			break
		}
	}
	imports := importMap{"unsafe": {pkg: types.Unsafe}}
	for path, dep := range p.Imports {
		if path == "unsafe" {
			continue
		}
		pkg, err := u.read(dep)
		imports[path] = imported{pkg, err}
	}
	return imports
}

func (u *universe) read(p *packages.Package) (*types.Package, error) {
	if pkg := u.byPath[p.PkgPath]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	if p.ExportFile == "" {
		return nil, noExportData(p)
	}
	file, err := os.Open(p.ExportFile)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	//lint:ignore SA1019 up to Go 1.28 the go command names archives of the compiler
	r, err := gcexportdata.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("export data of %s: %w", p.PkgPath, err)
	}
	return gcexportdata.Read(r, u.fset, u.byPath, p.PkgPath)
}

// reportedElsewhere marks the error of an import that does not compile for
// reasons that are reported for the imported package.
const reportedElsewhere = "reported elsewhere"

// noExportData says why the go command could not compile a package.
func noExportData(p *packages.Package) error {
	why := "it has no export data"
	packages.Visit([]*packages.Package{p}, nil, func(p *packages.Package) {
		switch {
		case len(listErrors(Config{}, p)) > 0:
			why = reportedElsewhere
		case len(p.Errors) > 0 && why != reportedElsewhere:
			why = firstLine(p.Errors[0].Msg)
		}
	})
	return errors.New(why)
}

// firstLine is the first line of a message that says something: the first of all
// names the package.
func firstLine(msg string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(msg), "\n")
	if strings.HasPrefix(first, "# ") && rest != "" {
		first, _, _ = strings.Cut(rest, "\n")
	}
	return first
}

// importMap is what one package imports, by the path in its source.
type importMap map[string]imported

type imported struct {
	pkg *types.Package
	err error
}

func (m importMap) Import(path string) (*types.Package, error) {
	i, ok := m[path]
	if !ok {
		return nil, fmt.Errorf("the go command did not list it")
	}
	return i.pkg, i.err
}
