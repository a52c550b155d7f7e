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
	text  string // its type in the source
	typ   types.Type
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
	return result{i, name, param, f.text(field.Type), sig.Results().At(i).Type()}
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

// typeParams is the list of type parameters that the deferred function of a
// generic function needs, as it is declared, and the type arguments to write in a
// call of it; both empty where it needs none.
func (f *File) typeParams(sig *types.Signature, results []result) (declared, args string, ok bool) {
	var all []*types.TypeParam
	for _, list := range []*types.TypeParamList{sig.TypeParams(), sig.RecvTypeParams()} {
		for p := range list.TypeParams() {
			all = append(all, p)
		}
	}
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
	if len(needed) == 0 {
		return "", "", true
	}
	var decls, names []string
	for _, p := range all {
		if !needed[p] {
			continue
		}
		if !f.nameable(p.Constraint()) {
			return "", "", false
		}
		decls = append(decls, p.Obj().Name()+" "+f.spell(p.Constraint()))
		names = append(names, p.Obj().Name())
	}
	declared = "[" + strings.Join(decls, ", ") + "]"
	if len(needed) > len(shown) {
		args = "[" + strings.Join(names, ", ") + "]"
	}
	return declared, args, true
}

func mentionsParam(t types.Type, p *types.TypeParam) bool {
	return slices.Contains(value.TypeParams(t), p)
}
