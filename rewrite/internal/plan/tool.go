package plan

import (
	"go/ast"
	"go/types"
	"path"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// A Tool is what is particular of an agent's tool.
type Tool struct {
	Request *Param // the one with the Model Context Protocol's request; nil where there is none
	Result  int    // the index of the protocol's result; -1 for none
	Decodes bool   // the function decodes its arguments itself
	Content bool   // what is generated may be in the protocol's result alone
}

// Tool plans an agent's tool: a handler of the Model Context Protocol's SDK, typed
// or not, or any other function.
func (p *Planner) Tool(decl *ast.FuncDecl, opts *annotations.Tool) *Task {
	fn := p.declared(decl)
	return p.plan(fn, &opts.Task, p.toolOf(fn.Sig))
}

func (p *Planner) toolOf(sig *types.Signature) *Tool {
	tool := &Tool{Result: -1}
	others := 0
	for i := range sig.Params().Len() {
		switch v := sig.Params().At(i); {
		case isProtocol(v.Type(), "ServerRequest"):
			tool.Request = paramAt(sig, i)
		case !isContext(v.Type()):
			others++
		}
	}
	for i := range sig.Results().Len() {
		if isProtocol(sig.Results().At(i).Type(), "CallToolResult") {
			tool.Result = i
		}
	}
	tool.Decodes = tool.Request != nil && others == 0
	return tool
}

// isProtocol tells whether t is a pointer to this type of the official SDK.
func isProtocol(t types.Type, name string) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(ptr.Elem()).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Name() != name {
		return false
	}
	p := n.Obj().Pkg().Path()
	return strings.HasPrefix(p, "github.com/modelcontextprotocol/go-sdk/") && path.Base(p) == "mcp"
}

// input puts the fields of the tool's input, where that is one struct or map, into
// used directly.
func (p *Planner) input(t *Task, opts *annotations.Task) {
	if opts.UsedSet || len(opts.Inline) > 0 {
		return
	}
	if t.Tool.Decodes {
		t.Used = append(t.Used, Value{Entries: true, Arguments: true})
		return
	}
	if len(t.Used) != 1 {
		return
	}
	v := t.Used[0]
	if isAny(v.Type) && t.Tool.Request != nil && !opts.Shallow {
		v.Entries = true
		t.Used[0] = v
		return
	}
	known := len(p.Diagnostics)
	if parts, ok := p.parts(v, opts.Shallow, opts.Pos); ok {
		t.Used = parts
	}
	p.Diagnostics = p.Diagnostics[:known] // what cannot be taken apart is one value
}

// output does the same for generated and the tool's output.
func (t *Task) output(r *Results, shallow bool) {
	t.Tool.Content = len(r.List) == 0
	if len(r.List) != 1 {
		return
	}
	typ := r.List[0].Type
	if isAny(typ) && !shallow {
		r.Fields, t.Tool.Content = &Fields{Dynamic: true}, true
		return
	}
	if ptr, ok := typ.Underlying().(*types.Pointer); ok && !shallow {
		typ = ptr.Elem()
	}
	form := value.Of(typ).Form
	if s, ok := typ.Underlying().(*types.Struct); ok && form == value.Struct {
		r.Fields = structFields(s)
	} else if m, ok := typ.Underlying().(*types.Map); ok && form == value.Map && !shallow && value.KeyOf(m.Key()) == value.KeyString {
		r.Fields = &Fields{Map: typ}
	}
}

func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty() && !isTypeParam(t)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}
