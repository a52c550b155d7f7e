package gen

import (
	"slices"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// tool says what an agent's tool is called by.
func (f *File) tool(b *block, t *plan.Task, request string) {
	if t.Tool == nil {
		return
	}
	if request == "" {
		request = "nil"
	}
	b.line("%s.Tool(%s)", f.local.record, request)
}

// toolResult is the parameter of the deferred function that leads to the
// protocol's result.
func toolResult(tool *plan.Tool, results []result) string {
	i := slices.IndexFunc(results, func(r result) bool { return r.index == tool.Result })
	return results[i].param
}
