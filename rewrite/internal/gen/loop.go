package gen

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// A loopVar is a loop with the variable that stands for it. Loops one after the other share
// one, those within one another do not.
type loopVar struct {
	*plan.Loop
	name string
}

// Loops instruments the loops of one function, in source order, in which tasks
// have been generated already. Where that is impossible it says why.
func (f *File) Loops(list []*plan.Loop, task bool) (refused string) {
	fn := &list[0].Func
	if n := f.firstHidden("recover", "panic", "nil"); n != "" {
		return fmt.Sprintf("this package declares its own %s", n)
	}
	loops := make([]loopVar, len(list))
	var vars []string // by how many loops they are within
	for i, l := range list {
		if n := f.firstHidden(siteNames(l.Site.Tags, l.Site.Meta)...); n != "" {
			return fmt.Sprintf("this package declares its own %s", n)
		}
		if l.Options.Parent != nil && !l.StringParent && f.at(l.Stmt.Pos())("string") {
			return "string is something else here, so that parent= cannot be converted to one"
		}
		if l.Item != nil && len(l.Item.Pointers) > 0 && f.at(l.Block.Lbrace)("nil") {
			return "nil is something else here, so that no pointer on the way to the loop's item can be tested"
		}
		depth := 1
		for _, outer := range list[:i] {
			if l.Stmt.End() <= outer.Stmt.End() {
				depth++
			}
		}
		if depth > len(vars) {
			vars = append(vars, f.names.Free([]string{"fcLoop", fmt.Sprintf("fcLoop%d", depth)}[min(depth-1, 1)]))
		}
		loops[i] = loopVar{l, vars[depth-1]}
	}
	word := f.loopsWord(fn)
	f.loopsTop(fn, word, vars)
	// Beginnings of outer loops go before those of inner ones that stand at the same place, ends behind.
	for _, l := range loops {
		site := f.names.Take("fcLoopSite" + word)
		f.site(l.Site, site)
		f.loopBegins(l, site, task)
		f.loopNext(l)
	}
	for _, l := range slices.Backward(loops) {
		f.loopExits(l)
		f.loopEnds(l)
	}
	return ""
}

func (f *File) loopsWord(fn *plan.Func) string {
	if fn.Decl == nil {
		return "Func_" + f.stem
	}
	return f.funcWord(fn.Decl)
}

// at is what hides predeclared names at a place in a function.
func (f *File) at(pos token.Pos) place {
	scope := f.Pkg.Scope().Innermost(pos)
	return func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool {
			where, _ := scope.LookupParent(n, pos)
			return where != types.Universe
		})
	}
}

// loopsTop declares the loops where the function begins, so that no goto jumps over
// them, and defers what ends them when the function is left from within.
func (f *File) loopsTop(fn *plan.Func, word string, vars []string) {
	capture := f.imports.use(capturePath, "capture")
	end := f.names.Take("fcLoopsEnd" + word)
	var args []string
	for _, v := range vars {
		args = append(args, "&"+v)
	}
	inner := slices.Clone(vars)
	slices.Reverse(inner)
	f.recovers(fn, "&"+strings.Join(inner, ", &"))
	names := strings.Join(vars, ", ")
	params, err := names+" *"+capture+".Loop", "nil"
	if r := f.trailingError(fn); r != nil {
		params += ", " + r.param + " *" + r.text
		args = append(args, "&"+r.name)
		err = "*" + r.param
	}
	f.atTop(fn.Body, fmt.Sprintf("var %s %s.Loop\ndefer %s(%s)\n", names, capture, end, strings.Join(args, ", ")))

	all := strings.Join(inner, ", ")
	fmt.Fprintf(&f.decls, `
func %s(%s) {
	if !%s.LoopsRun(%s) {
		return
	}
	if p := recover(); p != nil {
		%s.LoopsPanicked(p, %s)
		panic(p)
	}
	if !%s.LoopsExited(%s) {
		%s.LoopsReturned(%s, %s)
	}
}
`, end, params, capture, all, capture, all, capture, all, capture, err, all)
}

// trailingError is the result that says whether the function has failed, which gets
// a name if it has none; nil where there is no such result.
func (f *File) trailingError(fn *plan.Func) *result {
	last := fn.Sig.Results().Len() - 1
	if last < 0 || !types.Identical(fn.Sig.Results().At(last).Type(), types.Universe.Lookup("error").Type()) {
		return nil
	}
	list, ok := f.given[fn.Type]
	if !ok {
		list = f.results(fn.Type, fn.Sig, func(i int) bool { return i == last }, nil, func(int) string { return "err" })
	}
	i := slices.IndexFunc(list, func(r result) bool { return r.index == last })
	if i < 0 {
		return nil
	}
	r := list[i]
	if r.param = "err"; !f.hides("error") {
		r.text = "error"
	} else if r.inner {
		return nil
	}
	return &r
}

func (f *File) loopBegins(l loopVar, site string, task bool) {
	var b block
	opts := l.Options
	b.line("if %s.On() {", f.imports.use(capturePath, "capture"))
	if opts.Capture != nil {
		b.line("if %s {", opts.Capture.Text)
	}
	if opts.Every > 1 {
		b.line("%s.Sample(%d)", l.name, opts.Every)
	}
	if l.Index != "i" {
		b.line("%s.LeaveIndexOut()", l.name)
	}
	if opts.Parent != nil {
		b.line("%s.Parent = %s", l.name, convert("string", opts.Parent.Text, l.StringParent))
	}
	if l.Context != "" && !task {
		b.line("%s.BeginContext(&%s, %s)", l.name, site, l.Context)
	} else {
		b.line("%s.Begin(&%s)", l.name, site)
	}
	if opts.Capture != nil {
		b.line("} else {\n%s.Skip()\n}", l.name)
	}
	b.line("}")
	label := ""
	if len(l.Again) > 0 {
		label = f.names.Take("fcAgain")
		for _, id := range l.Again {
			f.replace(id, label)
		}
		label += ":\n"
	}
	f.before(l.Before, label+b.String())
	for _, s := range l.Unused {
		f.edits = append(f.edits, edit.Edit{Pos: f.offset(s.Pos()), End: f.offset(s.Colon) + 1})
	}
}

// loopNext begins an iteration where the loop's block begins.
func (f *File) loopNext(l loopVar) {
	if l.Item == nil && (l.Index == "i" || l.Index == "") {
		f.atTop(l.Block, l.name+".Next()\n")
		return
	}
	var b block
	b.line("if %s.Next() {", l.name)
	if l.Index != "i" && l.Index != "" {
		b.line("%s.Uint64(%q, %s.Index())", l.name, l.Index, l.name)
	}
	if l.Item != nil {
		at, x, t := f.at(l.Block.Lbrace), Expr{Code: l.Item.Code}, l.Item.Type
		if l.Text && !at("string") {
			x, t = Expr{Code: "string(" + x.Code + ")"}, types.Typ[types.String]
		}
		field := f.field(l.name, strconv.Quote(l.Item.Key), x, t, at)
		if guard := notNil(l.Item.Pointers); guard != "" {
			field = fmt.Sprintf("if %s {\n%s\n} else {\n%s.Field(%q).Nil()\n}", guard, field, l.name, l.Item.Key)
		}
		b.line("%s", field)
	}
	b.line("}")
	f.atTop(l.Block, b.String())
}

// loopExits ends the iteration before the statements that leave it.
func (f *File) loopExits(l loopVar) {
	_, isRange := l.Stmt.(*ast.RangeStmt)
	for _, e := range l.Exits {
		var b block
		if e.Way == plan.Return {
			f.loopOutputs(&b, l, "Returning", e.Values, e.Stmt.Pos())
		} else {
			f.loopOutputs(&b, l, "Ending", e.Values, e.Stmt.Pos())
		}
		switch {
		case e.Way == plan.Next, e.Way == plan.Behind && isRange: // an iterator function may go on
			b.line("%s.EndIteration()", l.name)
		case e.Way == plan.Away:
			b.line("%s.End()", l.name)
		}
		f.before(e.Stmt.Pos(), b.String())
	}
}

// loopOutputs records what is generated, where ending says so.
func (f *File) loopOutputs(b *block, l loopVar, ending string, values []plan.Value, pos token.Pos) {
	if len(values) == 0 {
		if ending == "Returning" {
			b.line("%s.Leaving()", l.name)
		}
		return
	}
	b.line("if %s.%s() {", l.name, ending)
	for _, v := range values {
		b.line("%s", f.field(l.name, strconv.Quote(v.Key), Expr{Code: v.Code}, v.Type, f.at(pos)))
	}
	b.line("}")
}

// loopEnds ends the iteration where the loop's block ends, and the loop behind it.
func (f *File) loopEnds(l loopVar) {
	if l.Ends {
		var b block
		f.loopOutputs(&b, l, "Ending", l.AtEnd, l.Block.Rbrace)
		b.line("%s.EndIteration()", l.name)
		f.atBottom(l.Block, b.String())
	}
	if l.Completes {
		f.after(l.Stmt.End(), l.name+".End()")
	}
}

// before inserts statements before the one at pos.
func (f *File) before(pos token.Pos, code string) {
	if code != "" {
		f.insert(pos, strings.TrimSuffix(code, "\n")+"; ")
	}
}

// after inserts a statement behind the one that ends at pos: behind the comment on
// its line, if nothing else follows there.
func (f *File) after(pos token.Pos, code string) {
	at, end := f.offset(pos), f.lineEnd(pos)
	if rest := strings.TrimSpace(string(f.Src[at:end])); rest == "" || isComment([]byte(rest)) {
		f.edits = append(f.edits, edit.Insert(end, "\n"+code))
		return
	}
	f.edits = append(f.edits, edit.Insert(at, "; "+code))
}
