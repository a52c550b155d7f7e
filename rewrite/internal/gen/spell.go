package gen

import (
	"go/types"
	"go/version"
	"strings"
)

// nameable tells whether t can be written at package level of this file.
func (f *File) nameable(t types.Type) bool {
	return f.canName(t, map[types.Type]bool{})
}

func (f *File) canName(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return true
	}
	seen[t] = true
	switch t := t.(type) {
	case *types.Basic:
		return t.Kind() != types.Invalid && (t.Kind() == types.UnsafePointer || !f.hides(t.Name()))
	case *types.Alias:
		return f.canNameObject(t.Obj()) && f.canNameArgs(t.TypeArgs(), seen)
	case *types.Named:
		return f.canNameObject(t.Obj()) && f.canNameArgs(t.TypeArgs(), seen)
	case *types.Map:
		return f.canName(t.Key(), seen) && f.canName(t.Elem(), seen)
	case interface{ Elem() types.Type }:
		return f.canName(t.Elem(), seen)
	case *types.Signature:
		return f.canNameTuple(t.Params(), seen) && f.canNameTuple(t.Results(), seen)
	case *types.Struct:
		for v := range t.Fields() {
			if !v.Exported() && v.Pkg() != f.Pkg || !f.canName(v.Type(), seen) {
				return false
			}
		}
		return true
	case *types.Interface:
		for m := range t.ExplicitMethods() {
			if !m.Exported() && m.Pkg() != f.Pkg || !f.canName(m.Type(), seen) {
				return false
			}
		}
		for e := range t.EmbeddedTypes() {
			if !f.canName(e, seen) {
				return false
			}
		}
		return true
	case *types.Union:
		for term := range t.Terms() {
			if !f.canName(term.Type(), seen) {
				return false
			}
		}
		return true
	case *types.TypeParam:
		return true // of the function that is being generated
	}
	return false
}

func (f *File) canNameTuple(t *types.Tuple, seen map[types.Type]bool) bool {
	for v := range t.Variables() {
		if !f.canName(v.Type(), seen) {
			return false
		}
	}
	return true
}

func (f *File) canNameArgs(list *types.TypeList, seen map[types.Type]bool) bool {
	for t := range list.Types() {
		if !f.canName(t, seen) {
			return false
		}
	}
	return list.Len() == 0 || f.hasGenerics()
}

// hasGenerics tells whether the package's language version has type arguments,
// and any with them. What it imports may be of a later one.
func (f *File) hasGenerics() bool {
	v := f.Pkg.GoVersion()
	return v == "" || version.Compare(v, "go1.18") >= 0
}

func (f *File) canNameObject(obj *types.TypeName) bool {
	pkg := obj.Pkg()
	switch {
	case pkg == nil: // error, any, comparable
		return !f.hides(obj.Name()) && (obj.Name() == "error" || f.hasGenerics())
	case obj.Parent() != pkg.Scope(): // declared inside a function
		return false
	case pkg == f.Pkg:
		return true
	}
	return obj.Exported() && f.importable(pkg)
}

// importable tells whether the go command lets this package import that one.
func (f *File) importable(p *types.Package) bool {
	path := p.Path()
	if p.Name() == "main" || strings.HasPrefix(path, "vendor/") || path == "C" {
		return false
	}
	root, internal := cutInternal(path)
	if !internal {
		return true
	}
	from := strings.TrimSuffix(f.Pkg.Path(), "_test")
	return root != "" && (from == root || strings.HasPrefix(from, root+"/"))
}

// cutInternal is what stands before the last internal element of an import path.
func cutInternal(path string) (root string, found bool) {
	switch i := strings.LastIndex("/"+path+"/", "/internal/"); {
	case i < 0:
		return "", false
	case i == 0:
		return "", true
	default:
		return path[:i-1], true
	}
}

// spell writes t. It must be nameable.
func (f *File) spell(t types.Type) string {
	return types.TypeString(t, f.imports.qualifier)
}
