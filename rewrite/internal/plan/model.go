package plan

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Model is what is particular of a model's forward method.
type Model struct {
	Profile  bool
	Loss     *Loss // nil: none is recorded
	Receiver bool  // the receiver is needed
}

// A Loss is a value that is recorded beside the results.
type Loss struct {
	Root   string     // the variable that Code begins with, which the deferred function gets a pointer to; empty for one of the package
	Type   types.Type // of Root
	Result int        // Root's index among the results; -1 for another variable
	Self   bool       // Root is the receiver
	Path   string     // what stands behind Root, or the whole expression
}

// Forward finds the method that a model's directive is about; nil where there is none, which is reported.
func (p *Planner) Forward(m annotations.Model) *ast.FuncDecl {
	if m.Decl != nil {
		return m.Decl
	}
	var elsewhere token.Pos
	for _, name := range []string{"Forward", "forward"} {
		obj, _, _ := types.LookupFieldOrMethod(p.Info.Defs[m.Spec.Name].Type(), true, p.Pkg, name)
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		for _, d := range p.Syntax.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok && p.Info.Defs[decl.Name] == fn.Origin() && decl.Body != nil {
				return decl
			}
		}
		elsewhere = fn.Pos()
	}
	if elsewhere.IsValid() {
		at := p.Fset.Position(elsewhere)
		p.report(m.Options.Pos, annotations.Misplaced, "the forward method of %s is not in this file; put //flowcept:model above it, at %s:%d",
			m.Spec.Name.Name, base(at.Filename), at.Line)
		return nil
	}
	p.report(m.Options.Pos, annotations.Misplaced, "%s has no method Forward (put //flowcept:model above the method that is its forward pass)", m.Spec.Name.Name)
	return nil
}

func base(path string) string { return path[strings.LastIndexAny(path, `/\`)+1:] }

// Model plans a model's forward method.
func (p *Planner) Model(decl *ast.FuncDecl, m *annotations.ModelOptions) *Task {
	model := &Model{Profile: m.Profile, Receiver: m.Profile}
	t := p.plan(p.declared(decl), &annotations.Task{Directive: m.Directive, Meta: m.Meta}, nil)
	t.Model = model
	t.Site.Activity, _ = receiver(decl)
	t.Site.Subtype, t.Site.Model, t.Site.Children = "parent_forward", true, m.Children
	if m.Loss != nil {
		p.loss(t, m.Loss)
	}
	return t
}

// loss finds what loss= names: a result, a parameter, the receiver or what is in it, a field or method of the model, or a
// variable of the package.
func (p *Planner) loss(t *Task, n *annotations.Name) {
	root, path, _ := strings.Cut(n.Text, ".")
	if path != "" {
		path = "." + path
	}
	l := &Loss{Root: root, Result: -1, Path: path}
	var typ types.Type
	recv := t.Sig.Recv()
	for i := range t.Sig.Results().Len() {
		if v := t.Sig.Results().At(i); v.Name() == root && root != "_" {
			l.Result, typ = i, v.Type()
		}
	}
	for v := range t.Sig.Params().Variables() {
		if v.Name() == root && root != "_" {
			typ = v.Type()
		}
	}
	if typ == nil && recv.Name() == root && root != "_" {
		typ, l.Self = recv.Type(), true
	}
	if typ == nil {
		if obj, _, _ := types.LookupFieldOrMethod(recv.Type(), true, p.Pkg, root); obj != nil {
			typ, l.Self, l.Path = recv.Type(), true, "."+n.Text
			l.Root = recv.Name()
		} else if v, ok := p.Pkg.Scope().Lookup(root).(*types.Var); ok {
			typ, l.Root, l.Path = v.Type(), "", n.Text
		}
	}
	if typ == nil {
		p.report(n.Pos, annotations.UnknownName, "%q in loss= is no result, parameter, field or method of the model, nor a variable of the package%s",
			root, annotations.DidYouMean(root, p.fieldNames(recv.Type())))
		return
	}
	l.Type = typ
	fields := strings.TrimPrefix(l.Path, ".")
	if l.Root == "" && !l.Self {
		_, fields, _ = strings.Cut(n.Text, ".")
	}
	call, ok := p.ends(typ, fields, n)
	if !ok {
		return
	}
	if call {
		l.Path += "()"
	}
	for _, key := range t.generatedKeys() {
		if key == "loss" {
			if l.Result < 0 || root != "loss" || path != "" {
				p.report(n.Pos, annotations.NameClash, "two values would be recorded as %q", "loss")
			}
			return // it is recorded as a result
		}
	}
	t.Model.Loss = l
	t.Model.Receiver = t.Model.Receiver || l.Self
}

// ends follows fields from a value of type t, and tells whether the last one is a method to call.
func (p *Planner) ends(t types.Type, fields string, n *annotations.Name) (call, ok bool) {
	if fields == "" {
		return false, true
	}
	for field := range strings.SplitSeq(fields, ".") {
		if call {
			p.report(n.Pos, annotations.BadValue, "%s goes on behind a method", n.Text)
			return false, false
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.Pkg, field)
		switch obj := obj.(type) {
		case *types.Var:
			t = obj.Type()
		case *types.Func:
			sig := obj.Signature()
			if sig.Params().Len() > 0 || sig.Results().Len() != 1 {
				p.report(n.Pos, annotations.BadValue, "loss= takes a method without parameters and with one result, %s is another one", field)
				return false, false
			}
			call = true
		default:
			p.report(n.Pos, annotations.UnknownName, "%s has no field or method %s%s", types.TypeString(t, types.RelativeTo(p.Pkg)), field,
				annotations.DidYouMean(field, p.fieldNames(t)))
			return false, false
		}
	}
	return call, true
}
