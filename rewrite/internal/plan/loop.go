package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Loop is an annotated loop.
type Loop struct {
	Func    // that it is in
	Options *annotations.LoopOptions
	Stmt    ast.Stmt // *ast.ForStmt or *ast.RangeStmt
	Block   *ast.BlockStmt
	Site    Site

	Context string // a variable that may carry a parent; empty where there is none
	Item    *Value // nil: none is recorded
	Text    bool   // the item is a character
	Index   string // the key of the iteration's number; empty: it is not recorded

	StringParent bool // parent= is of type string, not of another one whose values are strings

	Before    token.Pos          // where its beginning goes: the statement, or a label of it
	Again     []*ast.Ident       // labels of goto statements that begin the loop anew, to be replaced by one that is Before
	Unused    []*ast.LabeledStmt // labels that nothing mentions then
	Exits     []Exit             // ways out of an iteration, but for the end of its block
	AtEnd     []Value            // outputs where the block ends
	Ends      bool               // control may reach the end of its block
	Completes bool               // control may reach what follows the loop
}

// An Exit is a statement that leaves an iteration.
type Exit struct {
	Stmt   ast.Stmt
	Way    Way
	Values []Value // outputs that are in scope there
}

// A Way is where an exit leads.
type Way int

const (
	Next   Way = iota // to the next iteration
	Behind            // behind the loop
	Away              // to somewhere else in the function
	Return            // out of the function
)

// Loop plans an annotated loop.
func (p *Planner) Loop(l annotations.Loop) *Loop {
	opts := l.Loop
	loop := &Loop{Func: p.around(l.Stmt), Options: opts, Stmt: l.Stmt, Index: "i", Before: l.Stmt.Pos()}
	switch s := l.Stmt.(type) {
	case *ast.ForStmt:
		loop.Block = s.Body
	case *ast.RangeStmt:
		loop.Block = s.Body
	}
	if loop.Decl != nil {
		if why := annotations.Refusal(p.Syntax, loop.Decl); why != "" {
			p.report(opts.Pos, annotations.Refused, "%s %s, so that its loops cannot be instrumented", loop.Decl.Name.Name, why)
		}
	}
	loop.Site = p.loopSite(loop)
	loop.item(p)
	loop.ways(p, l.Label)
	loop.Completes = !p.terminates(l.Stmt, l.Label)
	loop.Ends = !p.listTerminates(loop.Block.List)
	loop.AtEnd = p.outputs(opts, loop.Block.Rbrace)
	p.known(loop)
	loop.adjust(p)
	loop.expressions(p)
	loop.context(p)
	return loop
}

// around is the innermost function that a statement is in.
func (p *Planner) around(s ast.Stmt) Func {
	var lit *ast.FuncLit
	for _, d := range p.Syntax.Decls {
		if s.Pos() < d.Pos() || d.End() <= s.Pos() {
			continue
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if l, ok := n.(*ast.FuncLit); ok && l.Pos() <= s.Pos() && s.End() <= l.End() {
				lit = l
			}
			return n == nil || n.Pos() <= s.Pos() && s.End() <= n.End()
		})
		if decl, ok := d.(*ast.FuncDecl); ok && lit == nil {
			return p.declared(decl)
		}
		fn := p.literal(annotations.Literal{Lit: lit, Var: assignedIn(d, lit)})
		return fn
	}
	panic("a statement outside of all functions")
}

// assignedIn is the variable of a declaration at package level that a literal is
// in the value of.
func assignedIn(d ast.Decl, lit *ast.FuncLit) *ast.Ident {
	g, ok := d.(*ast.GenDecl)
	if !ok {
		return nil
	}
	for _, s := range g.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok || lit.Pos() < v.Pos() || v.End() < lit.End() {
			continue
		}
		if len(v.Values) == len(v.Names) {
			for i, x := range v.Values {
				if x.Pos() <= lit.Pos() && lit.End() <= x.End() {
					return v.Names[i]
				}
			}
		}
		return v.Names[0]
	}
	return nil
}

func (p *Planner) loopSite(l *Loop) Site {
	site, opts := p.site(&l.Func), l.Options
	from, to := p.Fset.PositionFor(l.Stmt.Pos(), false), p.Fset.PositionFor(l.Stmt.End(), false)
	text := strings.ReplaceAll(string(p.Src[from.Offset:to.Offset]), "\r\n", "\n")
	sum := sha256.Sum256([]byte(text))
	site.Line, site.SHA256 = from.Line+p.Shift, hex.EncodeToString(sum[:])
	site.Activity, site.Subtype = "loop_iteration", "iteration"
	if opts.Name != nil {
		site.Activity = opts.Name.Text + "_iteration"
	}
	if opts.Subtype != nil {
		site.Subtype = opts.Subtype.Text
	}
	for _, tag := range opts.Tags {
		site.Tags = append(site.Tags, tag.Text)
	}
	site.Meta, site.Telemetry, site.Lightweight = opts.Meta, opts.Telemetry, opts.Lightweight
	return site
}

// item finds the variable that an iteration is about.
func (l *Loop) item(p *Planner) {
	var x ast.Expr
	switch s := l.Stmt.(type) {
	case *ast.RangeStmt:
		if x = s.Value; x == nil || isBlank(x) {
			x = s.Key
		} else if basic, ok := p.Info.TypeOf(s.X).Underlying().(*types.Basic); ok && basic.Info()&types.IsString != 0 {
			l.Text = true
		}
	case *ast.ForStmt:
		if init, ok := s.Init.(*ast.AssignStmt); ok {
			if i := slices.IndexFunc(init.Lhs, func(x ast.Expr) bool { return !isBlank(x) }); i >= 0 {
				x = init.Lhs[i]
			}
		}
	}
	item, ok := p.path(x)
	if !ok {
		if l.Options.Item != nil {
			p.report(l.Options.Item.Pos, annotations.BadValue, "this loop has no variable that could be its item")
		}
		return
	}
	if item.Type == nil {
		return
	}
	if basic, ok := item.Type.Underlying().(*types.Basic); !ok || basic.Info()&types.IsInteger == 0 || isTypeParam(item.Type) {
		l.Text = false
	}
	item.Key = "item"
	l.Item = &item
	if l.Options.Item != nil {
		l.Item.Key = l.Options.Item.Text
	}
}

func isBlank(x ast.Expr) bool {
	id, ok := x.(*ast.Ident)
	return ok && id.Name == "_"
}

// path is a variable, or a field of one, and the pointers on the way to it; not ok is what else
// can be assigned to.
func (p *Planner) path(x ast.Expr) (v Value, ok bool) {
	switch x := x.(type) {
	case *ast.Ident:
		return Value{Code: x.Name, Type: p.Info.TypeOf(x)}, !isBlank(x)
	case *ast.SelectorExpr:
		if id, isIdent := x.X.(*ast.Ident); isIdent {
			if _, isPackage := p.Info.Uses[id].(*types.PkgName); isPackage {
				return Value{Code: id.Name + "." + x.Sel.Name, Type: p.Info.TypeOf(x)}, true
			}
		}
		if v, ok = p.path(x.X); !ok || v.Type == nil || fromC(v.Type) {
			return v, false
		}
		_, index, _ := types.LookupFieldOrMethod(v.Type, true, p.Pkg, x.Sel.Name)
		for _, i := range index {
			if !p.into(&v, i) {
				return v, false
			}
		}
		return v, true
	}
	return v, false
}

// outputs are the variables of output= that are in scope at pos.
func (p *Planner) outputs(opts *annotations.LoopOptions, pos token.Pos) []Value {
	var list []Value
	for _, n := range opts.Output {
		if v := p.variable(n.Text, pos); v != nil {
			list = append(list, Value{Key: n.Text, Code: n.Text, Type: v.Type()})
		}
	}
	return list
}

// variable is what a name means at pos, if that is a variable.
func (p *Planner) variable(name string, pos token.Pos) *types.Var {
	scope := p.Pkg.Scope().Innermost(pos)
	if scope == nil {
		return nil
	}
	_, obj := scope.LookupParent(name, pos)
	v, _ := obj.(*types.Var)
	return v
}

// known reports outputs that are in scope at no exit.
func (p *Planner) known(l *Loop) {
	for _, n := range l.Options.Output {
		has := func(list []Value) bool {
			return slices.ContainsFunc(list, func(v Value) bool { return v.Code == n.Text })
		}
		if has(l.AtEnd) || slices.ContainsFunc(l.Exits, func(e Exit) bool { return has(e.Values) }) {
			continue
		}
		var names []string
		for scope := p.Pkg.Scope().Innermost(l.Block.Rbrace); scope != nil && scope != p.Pkg.Scope(); scope = scope.Parent() {
			names = append(names, scope.Names()...)
		}
		p.report(n.Pos, annotations.UnknownName, "%q in output= is no variable that is in scope where an iteration ends%s",
			n.Text, annotations.DidYouMean(n.Text, names))
	}
}

// adjust applies omit= and rename=, and reports keys that occur twice.
func (l *Loop) adjust(p *Planner) {
	used := []string{"i"}
	if l.Item != nil {
		used = append(used, l.Item.Key)
	}
	var generated []string
	for _, n := range l.Options.Output {
		generated = append(generated, n.Text)
	}
	names := slices.Concat(used, generated)
	to := map[string]string{}
	for _, n := range l.Options.Omit {
		if !slices.Contains(names, n.Text) {
			p.report(n.Pos, annotations.UnknownName, "%q in omit= is not recorded%s", n.Text, annotations.DidYouMean(n.Text, names))
		}
		to[n.Text] = ""
	}
	for _, r := range l.Options.Rename {
		_, omitted := to[r.From.Text]
		if omitted || !slices.Contains(names, r.From.Text) {
			p.report(r.From.Pos, annotations.UnknownName, "%q in rename= is not recorded%s", r.From.Text, annotations.DidYouMean(r.From.Text, names))
		}
		to[r.From.Text] = r.To.Text
	}
	change := func(key *string) {
		if n, ok := to[*key]; ok {
			*key = n
		}
	}
	change(&l.Index)
	if l.Item != nil {
		if change(&l.Item.Key); l.Item.Key == "" {
			l.Item = nil
		} else if l.Item.Key == l.Index { // it takes the number's place
			l.Index = ""
		}
	}
	keys := map[string]bool{}
	for i, n := range generated {
		key := n
		change(&key)
		if key != "" && keys[key] {
			p.report(l.Options.Output[i].Pos, annotations.NameClash, "two values would be recorded as %q", key)
		}
		keys[key] = true
	}
	lists := []*[]Value{&l.AtEnd}
	for i := range l.Exits {
		lists = append(lists, &l.Exits[i].Values)
	}
	for _, list := range lists {
		for i := range *list {
			change(&(*list)[i].Key)
		}
		*list = slices.DeleteFunc(*list, func(v Value) bool { return v.Key == "" })
	}
}

// expressions checks capture= and parent=.
func (l *Loop) expressions(p *Planner) {
	if n := l.Options.Capture; n != nil {
		if t := p.typeOf(n, l.Stmt.Pos()); t != nil && !isBasic(t, types.IsBoolean) {
			p.report(n.Pos, annotations.BadValue, "capture= takes a boolean expression, %s is of type %s", n.Text, types.TypeString(t, types.RelativeTo(p.Pkg)))
		}
	}
	if n := l.Options.Parent; n != nil {
		t := p.typeOf(n, l.Stmt.Pos())
		if t != nil && !isBasic(t, types.IsString) {
			p.report(n.Pos, annotations.BadValue, "parent= takes a string expression, %s is of type %s", n.Text, types.TypeString(t, types.RelativeTo(p.Pkg)))
		}
		l.StringParent = t != nil && (types.Identical(t, types.Typ[types.String]) || types.Identical(t, types.Typ[types.UntypedString]))
	}
}

func isBasic(t types.Type, info types.BasicInfo) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&info != 0 && !isTypeParam(t)
}

// typeOf is the type of an expression as it stands before the loop; nil where it has
// none, which is reported.
func (p *Planner) typeOf(n *annotations.Name, pos token.Pos) types.Type {
	x, err := parser.ParseExpr(n.Text)
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	if err == nil {
		err = types.CheckExpr(token.NewFileSet(), p.Pkg, pos, x, info)
	}
	if err != nil {
		var te types.Error
		why := err.Error()
		if errors.As(err, &te) {
			why = te.Msg
		}
		p.report(n.Pos, annotations.BadValue, "%s: %s", n.Text, why)
		return nil
	}
	tv := info.Types[x]
	if !tv.IsValue() {
		p.report(n.Pos, annotations.BadValue, "%s is no expression with one value", n.Text)
		return nil
	}
	return tv.Type
}

// context finds the variable that carries the parent where the function is no task:
// its context parameter, or what stands before the loop under that name.
func (l *Loop) context(p *Planner) {
	for v := range l.Sig.Params().Variables() {
		if !isContext(v.Type()) || v.Name() == "" || v.Name() == "_" {
			continue
		}
		if seen := p.variable(v.Name(), l.Stmt.Pos()); seen != nil && isContext(seen.Type()) {
			l.Context = v.Name()
		}
		return
	}
}
