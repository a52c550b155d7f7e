// Package name finds names for generated code that nothing in its surroundings
// has: not the file, not the package, not Go itself.
package name

import (
	"go/ast"
	"go/types"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"
)

// A Set is the names that are taken in one file.
type Set struct {
	taken map[string]bool
}

// NewSet takes every identifier of the file, wherever it stands, every object of
// the package and every predeclared one. So a name that is free may be used at
// any depth of the file, and cannot hide what code there means.
func NewSet(file *ast.File, pkg *types.Package) *Set {
	s := &Set{taken: map[string]bool{"_": true, "init": true, "main": true}}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			s.taken[id.Name] = true
		}
		return true
	})
	for _, n := range pkg.Scope().Names() {
		s.taken[n] = true
	}
	for _, n := range types.Universe.Names() {
		s.taken[n] = true
	}
	return s
}

// Free is base, or base with the first number behind it that makes it free. It
// stays free: two functions may use the same name for a local variable.
func (s *Set) Free(base string) string {
	if !s.taken[base] {
		return base
	}
	for i := 2; ; i++ {
		if n := base + strconv.Itoa(i); !s.taken[n] {
			return n
		}
	}
}

// Take is Free, and the name is taken from then on.
func (s *Set) Take(base string) string {
	n := s.Free(base)
	s.taken[n] = true
	return n
}

// Taken tells whether something has the name.
func (s *Set) Taken(n string) bool { return s.taken[n] }

// Stem is a file's name as a part of identifiers: step for step.go. Two files of
// a package have different ones, as long as none is called what another one's
// escapes are (a_2d_b.go beside a-b.go).
func Stem(path string) string {
	base := strings.TrimSuffix(filepath.Base(path), ".go")
	var b strings.Builder
	for _, r := range base {
		if r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		} else {
			b.WriteString("_" + strconv.FormatInt(int64(r), 16) + "_") // . is _2e_
		}
	}
	return b.String()
}
