package gen

import (
	"go/ast"
	"slices"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// tool says what an agent's tool is called by, and returns the parameter with the
// request.
func (f *File) tool(b *block, t *plan.Task) (request string) {
	if t.Tool == nil {
		return ""
	}
	request = "nil"
	if t.Tool.Request >= 0 {
		if request = t.Tool.Name; request == "" {
			request = f.nameParam(t.Type, t.Tool.Request)
		}
	}
	b.line("%s.Tool(%s)", f.local.record, request)
	return request
}

// nameParam gives a name to a parameter that has a blank one, or to one among
// others without names.
func (f *File) nameParam(ft *ast.FuncType, index int) string {
	name := f.names.Free("fcRequest")
	i := 0
	for _, field := range ft.Params.List {
		if len(field.Names) == 0 {
			n := "_"
			if i == index {
				n = name
			}
			f.insert(field.Type.Pos(), n+" ")
			i++
			continue
		}
		if at := index - i; at >= 0 && at < len(field.Names) {
			f.replace(field.Names[at], name)
		}
		i += len(field.Names)
	}
	return name
}

// toolResult is the parameter of the deferred function that leads to the
// protocol's result.
func toolResult(tool *plan.Tool, results []result) string {
	i := slices.IndexFunc(results, func(r result) bool { return r.index == tool.Result })
	return results[i].param
}
