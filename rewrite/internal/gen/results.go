package gen

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// A result is one that the deferred function is given a pointer to.
type result struct {
	index int
	name  string // in the function
	param string // of the deferred function
	text  string // its type, as the deferred function writes it
	typ   types.Type

	// The type cannot be named at package level: text is a type parameter, which
	// typ stands for.
	inner bool
}

// results returns the results that are needed, and gives those a name that have
// none. want is the preferred name of a parameter for a result without one;
// locals are names that no parameter may have.
func (f *File) results(ft *ast.FuncType, sig *types.Signature, needed func(i int) bool, locals []string, want func(i int) string) []result {
	if ft.Results == nil {
		return nil
	}
	if !slices.ContainsFunc(indexes(sig.Results()), needed) {
		return nil
	}
	var list []result
	params := paramNames{f.local.record: true, f.local.workflow: true, "p": true}
	for _, n := range locals {
		params[n] = true
	}
	i := 0
	for _, field := range ft.Results.List {
		if len(field.Names) == 0 {
			name := "_"
			if needed(i) {
				name = f.names.Free(fmt.Sprintf("fcR%d", i))
				list = append(list, f.result(i, name, params.pick(want(i), i), field, sig))
			}
			f.insert(field.Type.Pos(), name+" ")
			i++
			continue
		}
		for _, id := range field.Names {
			if needed(i) {
				name, param := id.Name, id.Name
				if name == "_" {
					name, param = f.names.Free(fmt.Sprintf("fcR%d", i)), want(i)
					f.replace(id, name)
				}
				list = append(list, f.result(i, name, params.pick(param, i), field, sig))
			}
			i++
		}
	}
	if !ft.Results.Opening.IsValid() {
		// The parenthesis stands before the name that was inserted last.
		f.edits = append(f.edits[:len(f.edits)-1], edit.Insert(f.offset(ft.Results.Pos()), "("), f.edits[len(f.edits)-1])
		f.insert(ft.Results.End(), ")")
	}
	f.given[ft] = list
	return list
}

func indexes(t *types.Tuple) []int {
	list := make([]int, t.Len())
	for i := range list {
		list[i] = i
	}
	return list
}

func (f *File) result(i int, name, param string, field *ast.Field, sig *types.Signature) result {
	if !f.atPackageLevel(field.Type) {
		p := f.names.Free(fmt.Sprintf("fcT%d", i))
		obj := types.NewTypeName(field.Pos(), f.Pkg, p, nil)
		return result{i, name, param, p, types.NewTypeParam(obj, types.Universe.Lookup("any").Type()), true}
	}
	return result{i, name, param, f.text(field.Type), sig.Results().At(i).Type(), false}
}

// atPackageLevel tells whether a type's source text means the same at package
// level, but for type parameters, as where it stands, which may be in a function
// that declares types, or hides names.
func (f *File) atPackageLevel(typ ast.Expr) bool {
	ok := true
	ast.Inspect(typ, func(n ast.Node) bool {
		if id, isIdent := n.(*ast.Ident); isIdent && ok {
			obj := f.Info.Uses[id]
			if obj == nil {
				return true // the name of a field, a method or a parameter
			}
			if _, isParam := types.Unalias(obj.Type()).(*types.TypeParam); isParam {
				return true
			}
			scope := obj.Parent()
			ok = scope == nil || scope == types.Universe || obj.Pkg() != nil && scope == obj.Pkg().Scope() || scope == f.Info.Scopes[f.Syntax]
		}
		return ok
	})
	return ok
}

// paramNames are those taken in the deferred function.
type paramNames map[string]bool

// pick takes a name for a parameter: the wanted one if it is fit.
func (ps paramNames) pick(want string, i int) string {
	if !token.IsIdentifier(want) || want == "_" || ps[want] || types.Universe.Lookup(want) != nil {
		want = fmt.Sprintf("r%d", i)
		for ps[want] {
			want += "_"
		}
	}
	ps[want] = true
	return want
}

func (f *File) insert(pos token.Pos, text string) {
	f.edits = append(f.edits, edit.Insert(f.offset(pos), text))
}

func (f *File) replace(n ast.Node, text string) {
	f.edits = append(f.edits, edit.Edit{Pos: f.offset(n.Pos()), End: f.offset(n.End()), New: text})
}

// typeParams is the list of type parameters that the deferred function needs, as it
// is declared, and the type arguments to write in a call of it; both empty where it
// needs none. all are those that results may mention. Where there can be no such
// list it says why.
func (f *File) typeParams(all []*types.TypeParam, results []result) (declared, args, refused string) {
	shown, needed := map[*types.TypeParam]bool{}, map[*types.TypeParam]bool{}
	for _, r := range results {
		for _, p := range all {
			if mentionsParam(r.typ, p) {
				shown[p], needed[p] = true, true
			}
		}
	}
	for again := true; again; {
		again = false
		for _, p := range all {
			for _, q := range all {
				if needed[p] && !needed[q] && mentionsParam(p.Constraint(), q) {
					needed[q], again = true, true
				}
			}
		}
	}
	var decls, names []string
	for _, p := range all {
		if !needed[p] {
			continue
		}
		if !f.nameable(p.Constraint()) {
			return "", "", "its type parameters have constraints that cannot be written outside of their package"
		}
		decls = append(decls, p.Obj().Name()+" "+f.spell(p.Constraint()))
		names = append(names, p.Obj().Name())
	}
	if len(needed) > len(shown) {
		args = "[" + strings.Join(names, ", ") + "]" // those of inner types can be inferred
	}
	for _, r := range results {
		if !r.inner {
			continue
		}
		if !f.hasGenerics() {
			return "", "", "the type of its result is declared inside a function, and the module's Go version has no type parameters, which naming it takes"
		}
		decls = append(decls, r.text+" interface{}")
	}
	if len(decls) == 0 {
		return "", "", ""
	}
	return "[" + strings.Join(decls, ", ") + "]", args, ""
}

func mentionsParam(t types.Type, p *types.TypeParam) bool {
	return slices.Contains(value.TypeParams(t), p)
}
