package gen

import (
	"go/ast"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// contextAndRequest are the names of the parameters that the prologue looks at for
// their own sake; empty for one that is not there. Those without a name get one.
func (f *File) contextAndRequest(t *plan.Task) (context, request string) {
	var needed []*plan.Param
	if needed = append(needed, t.Context); t.Tool != nil {
		needed = append(needed, t.Tool.Request)
	}
	given := map[int]string{}
	names := []string{"", ""}
	for i, p := range needed {
		if p == nil {
			continue
		}
		if names[i] = p.Name; p.Name == "" {
			names[i] = f.names.Free([]string{"fcContext", "fcRequest"}[i])
			given[p.Index] = names[i]
		}
	}
	f.nameParams(t.Type, given)
	return names[0], names[1]
}

// nameParams gives names, by index, to parameters that have blank ones or, like all
// others beside them then, none.
func (f *File) nameParams(ft *ast.FuncType, names map[int]string) {
	if len(names) == 0 {
		return
	}
	i := 0
	for _, field := range ft.Params.List {
		if len(field.Names) == 0 {
			name := "_"
			if n := names[i]; n != "" {
				name = n
			}
			f.insert(field.Type.Pos(), name+" ")
			i++
		}
		for _, id := range field.Names {
			if n := names[i]; n != "" {
				f.replace(id, n)
			}
			i++
		}
	}
}
