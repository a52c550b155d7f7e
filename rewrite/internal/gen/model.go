package gen

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// receiver is the name of a method's receiver, which gets one if it has none.
func (f *File) receiver(decl *ast.FuncDecl) string {
	field := decl.Recv.List[0]
	if len(field.Names) == 0 {
		name := f.names.Free("fcModel")
		f.insert(field.Type.Pos(), name+" ")
		return name
	}
	if name := field.Names[0].Name; name != "_" {
		return name
	}
	name := f.names.Free("fcModel")
	f.replace(field.Names[0], name)
	return name
}

// lossRoot is the variable that the loss is found from, as something that the deferred function is given a pointer to;
// nil where that is a result, or a variable of the package.
func (f *File) lossRoot(t *plan.Task, receiver string) *result {
	l := t.Model.Loss
	if l == nil || l.Result >= 0 || l.Root == "" && !l.Self {
		return nil
	}
	r := &result{index: -1, name: l.Root, param: "model", typ: l.Type}
	if l.Self {
		r.name = receiver
		r.text = f.text(t.Decl.Recv.List[0].Type)
		return r
	}
	r.param = "root"
	for _, field := range t.Type.Params.List {
		for _, id := range field.Names {
			if id.Name == l.Root {
				r.text = strings.Replace(f.text(field.Type), "...", "[]", 1)
			}
		}
	}
	return r
}

// loss records the loss behind the results.
func (f *File) loss(b *block, t *plan.Task, results []result) {
	l := t.Model.Loss
	if l == nil {
		return
	}
	code := l.Path
	i := slices.IndexFunc(results, func(r result) bool { return r.index == l.Result })
	if i >= 0 && (l.Result >= 0 || l.Self || l.Root != "") {
		code = "*" + results[i].param
		if l.Path != "" {
			code = "(" + code + ")" + l.Path
		}
	}
	b.line("%s.Guarded(%q, func() interface{} { return %s })", f.local.record, "loss", code)
}

// tensor tells whether a value is recorded as something that goes into a model or comes out of it.
func (f *File) tensor(t types.Type) bool {
	if !f.model {
		return false
	}
	_, basic := t.Underlying().(*types.Basic)
	return !basic
}
