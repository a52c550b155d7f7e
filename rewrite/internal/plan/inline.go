package plan

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// inline puts what is inside of parameters in the place of these.
func (p *Planner) inline(t *Task, opts *annotations.Task) {
	for _, n := range opts.Inline {
		recv := t.Sig.Recv()
		if recv != nil && recv.Name() == n.Text && !opts.UsedSet {
			t.Used = slices.Insert(t.Used, 0, Value{Key: n.Text, Code: n.Text, Type: recv.Type()})
		}
		i := slices.IndexFunc(t.Used, func(v Value) bool { return v.Code == n.Text })
		switch {
		case i >= 0:
			if parts, ok := p.parts(t.Used[i], opts.Shallow, n.Pos); ok {
				t.Used = slices.Replace(t.Used, i, i+1, parts...)
			}
		case opts.UsedSet:
			p.report(n.Pos, annotations.Conflict, "%q in inline= is not in used=", n.Text)
		default:
			p.report(n.Pos, annotations.Conflict, "%q in inline= is not recorded", n.Text)
		}
	}
}

// parts are the fields of a struct, in its place; a map and a flag set stay one
// value, whose entries stand in used.
func (p *Planner) parts(v Value, shallow bool, pos token.Pos) ([]Value, bool) {
	v.Pos = pos
	typ := v.Type
	ptr, isPointer := typ.Underlying().(*types.Pointer)
	if isPointer {
		typ = ptr.Elem()
	}
	text := types.TypeString(v.Type, types.RelativeTo(p.Pkg))
	form := value.Of(typ)
	_, isStruct := typ.Underlying().(*types.Struct)
	m, isMap := typ.Underlying().(*types.Map)
	isFlags := isPointer && isFlagSet(typ)
	switch {
	case fromC(typ):
		p.report(pos, annotations.Refused, "%s is of a type from C, whose fields are not known here", v.Code)
		return nil, false
	case shallow && (isPointer || isMap):
		p.report(pos, annotations.Conflict, "inline=%s would follow a %s, and values=shallow follows nothing", v.Code, text)
		return nil, false
	case isFlags, form.Form == value.Own || form.Form == value.Dict,
		isMap && !isPointer && (form.Form == value.Map || form.Form == value.Any) && value.HasText(m.Key()):
		v.Entries = true
		return []Value{v}, true
	case isStruct && value.HoldsLock(typ):
		p.report(pos, annotations.BadValue, "inline=%s would follow a %s, which holds a lock; used= can name fields of it", v.Code, text)
		return nil, false
	case !isStruct || form.Form != value.Struct && form.Form != value.Any:
		p.report(pos, annotations.BadValue, "inline= takes a struct, a map with text or integer keys, or a *flag.FlagSet, %s is of type %s", v.Code, text)
		return nil, false
	}
	return p.fields(v, typ)
}

func (p *Planner) fields(v Value, typ types.Type) ([]Value, bool) {
	list := []Value{}
	for _, f := range value.Fields(typ.Underlying().(*types.Struct)) {
		code, pointers, ok := f.Reach(v.Type, v.Code, p.Pkg)
		if !ok {
			p.report(v.Pos, annotations.Refused, "%s of %s is behind an embedded struct that this package cannot mention", f.Name, v.Code)
			return nil, false
		}
		part := Value{Key: f.Name, Code: code, Type: f.Var().Type(), Pos: v.Pos, Pointers: slices.Clone(v.Pointers)}
		if _, isPointer := v.Type.Underlying().(*types.Pointer); isPointer {
			part.Pointers = append(part.Pointers, v.Code)
		}
		part.Pointers = append(part.Pointers, pointers...)
		list = append(list, part)
	}
	return list, true
}

func isFlagSet(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "flag" && n.Obj().Name() == "FlagSet"
}
