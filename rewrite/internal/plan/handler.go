package plan

import (
	"go/token"
	"go/types"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Handler is a function that filters what is recorded.
type Handler struct {
	Code string // an expression in the annotated function

	// Guards are what must not be nil for Code to be evaluated.
	Guards []string
}

// A handler's type: func(flowcept.Values) flowcept.Values, which is the same.
var handlerType = func() types.Type {
	values := types.NewMap(types.Typ[types.String], types.Universe.Lookup("any").Type())
	v := types.NewTuple(types.NewParam(token.NoPos, nil, "", values))
	return types.NewSignatureType(nil, nil, nil, v, v, false)
}()

// handler resolves handler= where the function's body begins: a function or
// variable, of another package too, or a method value.
func (p *Planner) handler(t *Task, name *annotations.Name) *Handler {
	if name == nil {
		return nil
	}
	parts := strings.Split(name.Text, ".")
	_, obj := p.Info.Scopes[t.Type].LookupParent(parts[0], t.Body.Lbrace)
	h := &Handler{Code: name.Text}
	at, pos := parts[0], name.Pos
	next := func() (field string) {
		pos += token.Pos(len(parts[0]) + 1)
		field, parts = parts[1], parts[1:]
		return field
	}
	if pkg, ok := obj.(*types.PkgName); ok && len(parts) > 1 {
		obj = pkg.Imported().Scope().Lookup(next())
		if at += "." + parts[0]; obj != nil && !obj.Exported() {
			obj = nil
		}
	}
	for obj != nil && len(parts) > 1 {
		v, ok := obj.(*types.Var)
		if !ok {
			break
		}
		if nilable(v.Type()) {
			h.Guards = append(h.Guards, at)
		}
		field := next()
		var index []int
		obj, index, _ = types.LookupFieldOrMethod(v.Type(), true, p.Pkg, field)
		if obj != nil && throughPointer(v.Type(), index) {
			p.report(pos, annotations.BadValue, "%s is promoted through an embedded pointer, which may be nil", field)
			return nil
		}
		at += "." + field
	}
	if obj == nil {
		p.report(pos, annotations.UnknownName, "%s in handler= is not declared here", at)
		return nil
	}
	typ := obj.Type()
	if sig, ok := typ.(*types.Signature); ok && sig.Recv() != nil {
		typ = types.NewSignatureType(nil, nil, nil, sig.Params(), sig.Results(), sig.Variadic())
	}
	switch obj.(type) {
	case *types.Func, *types.Var:
		if len(parts) == 1 && types.AssignableTo(typ, handlerType) {
			return h
		}
	}
	p.report(name.Pos, annotations.BadValue, "handler= takes a func(flowcept.Values) flowcept.Values, %s is %s", name.Text, p.whatIs(obj, typ))
	return nil
}

func (p *Planner) whatIs(obj types.Object, typ types.Type) string {
	switch obj.(type) {
	case *types.Func, *types.Var:
		return "of type " + types.TypeString(typ, types.RelativeTo(p.Pkg))
	case *types.PkgName:
		return "a package"
	case *types.TypeName:
		return "a type"
	}
	return "none"
}

func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// throughPointer tells whether a field or method is found in an embedded struct
// that a pointer leads to.
func throughPointer(t types.Type, index []int) bool {
	for i := range len(index) - 1 {
		s := structOf(t)
		if s == nil {
			return false
		}
		if t = s.Field(index[i]).Type(); nilable(t) {
			return true
		}
	}
	return false
}
