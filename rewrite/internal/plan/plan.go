package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"path/filepath"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Planner plans for the functions of one file.
type Planner struct {
	Fset   *token.FileSet
	Syntax *ast.File
	Info   *types.Info
	Pkg    *types.Package
	Path   string // of the file
	Src    []byte

	// Shift is how many lines further down everything stands once the file has
	// its build constraint.
	Shift int

	Diagnostics []annotations.Diagnostic
}

func (p *Planner) report(pos token.Pos, category, format string, args ...any) {
	p.Diagnostics = append(p.Diagnostics, annotations.Diagnostic{
		Pos: pos, End: pos, Category: category, Message: fmt.Sprintf(format, args...),
	})
}

// A Site is what is the same for every call of a function, as capture.Site.
type Site struct {
	Activity, Func, File, SHA256       string
	Line                               int
	Subtype, Group, Agent, SourceAgent string
	Tags                               []string
	Meta                               []annotations.Meta
	Telemetry                          annotations.Telemetry
	Lightweight, ObservePanics         bool
	Model, Children                    bool
}

// site fills in where a function is.
func (p *Planner) site(fn *Func) Site {
	from, to := p.Fset.PositionFor(fn.node().Pos(), false), p.Fset.PositionFor(fn.node().End(), false)
	text := strings.ReplaceAll(string(p.Src[from.Offset:to.Offset]), "\r\n", "\n")
	sum := sha256.Sum256([]byte(text))
	return Site{
		Activity: fn.activity(),
		Func:     p.runtimeName(fn),
		File:     path.Join(p.directory(), filepath.Base(p.Path)),
		Line:     from.Line + p.Shift,
		SHA256:   hex.EncodeToString(sum[:]),
	}
}

// directory is the import path of the file's directory: an external test's package
// has another one than the package that it stands beside.
func (p *Planner) directory() string {
	if strings.HasSuffix(p.Path, "_test.go") && strings.HasSuffix(p.Pkg.Name(), "_test") {
		return strings.TrimSuffix(p.Pkg.Path(), "_test")
	}
	return p.Pkg.Path()
}

// Activity is the default activity_id: Mul, or Net.Forward for a method.
func Activity(decl *ast.FuncDecl) string {
	if base, _ := receiver(decl); base != "" {
		return base + "." + decl.Name.Name
	}
	return decl.Name.Name
}

// receiver is the name of a method's receiver base type, and whether the method
// has a pointer receiver.
func receiver(decl *ast.FuncDecl) (base string, pointer bool) {
	if decl.Recv == nil || len(decl.Recv.List) == 0 {
		return "", false
	}
	t := decl.Recv.List[0].Type
	for {
		switch u := t.(type) {
		case *ast.ParenExpr:
			t = u.X
		case *ast.StarExpr:
			t, pointer = u.X, true
		case *ast.IndexExpr:
			t = u.X
		case *ast.IndexListExpr:
			t = u.X
		case *ast.Ident:
			return u.Name, pointer
		default:
			return "", pointer
		}
	}
}
