package gen

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// Task instruments a function. Where that is impossible it says why.
func (f *File) Task(t *plan.Task) (refused string) {
	f.shallow, f.handled, f.model = t.Shallow, t.Handler != nil, t.Model != nil
	defer func() { f.shallow, f.handled, f.model = false, false, false }()
	if n := f.firstHidden("recover", "panic", "nil"); n != "" && !t.Site.ObservePanics {
		return fmt.Sprintf("this package declares its own %s; panics=observe does without", n)
	}
	if n := f.firstHidden(siteNames(t.Site.Tags, t.Site.Meta)...); n != "" {
		return fmt.Sprintf("this package declares its own %s", n)
	}
	if !f.reachable(t.Results) {
		return "some fields of its result are behind an embedded struct that this package cannot mention"
	}
	base := f.word(&t.Func)
	site := f.names.Take("fcSite" + base)
	end := f.names.Take("fcEnd" + base)

	needed := func(i int) bool {
		return t.Results.Needed(i) || t.Tool != nil && t.Tool.Result == i || t.Model != nil && t.Model.Loss != nil && t.Model.Loss.Result == i
	}
	results := f.results(t.Type, t.Sig, needed, endLocals(t.Results), func(i int) string {
		if t.Tool != nil && t.Tool.Result == i {
			return "res"
		}
		if x := t.Results.At(i); x != nil {
			return x.Wanted
		}
		return "err"
	})
	if t.Shallow && t.Results.Fields != nil && recordedResult(t.Results, results).inner {
		return "the fields of its result cannot be recorded with values=shallow, because the result's type is declared inside a function"
	}
	receiver := ""
	if t.Model != nil && t.Model.Receiver {
		receiver = f.receiver(t.Decl)
	}
	if t.Model != nil {
		if root := f.lossRoot(t, receiver); root != nil {
			results = append([]result{*root}, results...)
		}
	}
	params, args, refused := f.typeParams(t.TypeParams, results)
	if refused != "" {
		return refused
	}
	at := f.inside(t.Type, t.Body)
	if (slices.ContainsFunc(t.Used, func(v plan.Value) bool { return len(v.Pointers) > 0 }) || t.Handler != nil && len(t.Handler.Guards) > 0) && at("nil") {
		return "nil is something else in this function, so that no pointer in used=, inline= or handler= can be tested"
	}
	if t.Tool != nil && t.Tool.Request == nil && at("nil") {
		return "nil is something else in this function"
	}
	f.prologue(t, base, site, end+args, receiver, results, at)
	f.site(t.Site, site)
	f.deferred(t, end+params, results)
	return ""
}

// word is the function as a part of names, as funcWord, or Mul_func1 for a literal
// in Mul. A literal at package level is numbered among those of its file.
func (f *File) word(fn *plan.Func) string {
	if fn.Lit == nil {
		return f.funcWord(fn.Decl)
	}
	f.literals++
	if fn.Decl == nil {
		return fmt.Sprintf("Func%d_%s", f.literals, f.stem)
	}
	return fmt.Sprintf("%s_func%d", f.funcWord(fn.Decl), f.literals)
}

// funcWord is a declared function as a part of names: Mul, or Net_Step for a
// method. No other function of the package has the same one, whatever file it is in.
func (f *File) funcWord(decl *ast.FuncDecl) string {
	if decl.Recv == nil {
		if n := decl.Name.Name; n == "init" || n == "_" {
			return title(n) + "_" + f.stem // every file may have some
		}
		return f.upper(decl.Name.Name)
	}
	base, _, _ := strings.Cut(plan.Activity(decl), ".")
	word := f.upper(base) + "_" + decl.Name.Name
	if f.Pkg.Scope().Lookup(word) != nil || f.Pkg.Scope().Lookup(base+"_"+decl.Name.Name) != nil {
		word = f.upper(base) + "__" + decl.Name.Name
	}
	return word
}

// upper begins the name of a function or a type in upper case, unless the package
// has another one of that name.
func (f *File) upper(name string) string {
	up := title(name)
	this, other := f.Pkg.Scope().Lookup(name), f.Pkg.Scope().Lookup(up)
	if other != nil && this != nil && reflect.TypeOf(this) == reflect.TypeOf(other) {
		return name
	}
	return up
}

func (f *File) firstHidden(names ...string) string {
	for _, n := range names {
		if f.hides(n) {
			return n
		}
	}
	return ""
}

// inside is what hides predeclared names where a function's body begins.
func (f *File) inside(ft *ast.FuncType, body *ast.BlockStmt) place {
	scope := f.Info.Scopes[ft]
	return func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool {
			where, _ := scope.LookupParent(n, body.Lbrace)
			return where != types.Universe
		})
	}
}

func (f *File) prologue(t *plan.Task, base, site, end, receiver string, results []result, at place) {
	capture, rec := f.imports.use(capturePath, "capture"), f.local.record
	var b block
	b.line("if %s.On() {", capture)
	b.line("var %s %s.Record", rec, capture)
	context, request := f.contextAndRequest(t)
	model := ""
	if t.Model != nil {
		model = "Model"
	}
	if context != "" {
		b.line("%s.Begin%sContext(&%s, %s)", rec, model, site, context)
	} else {
		b.line("%s.Begin%s(&%s)", rec, model, site)
	}
	if t.Model != nil && t.Model.Profile {
		b.line("if %s.Profiling() {\n%s.Profile(%s)\n}", rec, rec, receiver)
	}
	for _, p := range t.Promoted {
		b.line("%s.Promote(%s.%s, %s)", rec, capture, p.Field, p.Param)
	}
	f.tool(&b, t, request)
	if t.Handler != nil {
		f.handler(&b, t.Handler)
	}
	f.used(&b, t, base, request, at)
	b.line("defer %s(%s)", end, endArgs("&"+rec, results))
	b.line("}")
	f.atTop(t.Body, b.String())
}

// used records the used values: those with a name first, so that what only run time
// knows gives way to them.
func (f *File) used(b *block, t *plan.Task, base, request string, at place) {
	var named, open []plan.Value
	for _, v := range t.Used {
		if v.Entries {
			open = append(open, v)
		} else {
			named = append(named, v)
		}
	}
	for i := 0; i < len(named); {
		group := named[i:]
		if n := slices.IndexFunc(group, func(v plan.Value) bool { return !slices.Equal(v.Pointers, named[i].Pointers) }); n > 0 {
			group = group[:n]
		}
		i += len(group)
		f.usedGroup(b, group, at)
	}
	for _, v := range open {
		if v.Arguments {
			b.line("%s.Arguments(%s%s)", f.local.record, request, namePairs(t.Names))
		} else {
			b.line("%s", f.inline(v, t.Names, base))
		}
	}
	f.handle(b)
}

// usedGroup records values that are reached through the same pointers, or through
// none.
func (f *File) usedGroup(b *block, values []plan.Value, at place) {
	rec, guard := f.local.record, notNil(values[0].Pointers)
	if guard != "" {
		b.line("if %s {", guard)
	}
	for _, v := range values {
		b.line("%s", f.field(rec, strconv.Quote(v.Key), Expr{Code: v.Code}, v.Type, at))
	}
	if guard == "" {
		return
	}
	b.line("} else {")
	for _, v := range values {
		if f.handled {
			b.line("%s.Put(%q, nil)", rec, v.Key)
		} else {
			b.line("%s.Field(%q).Nil()", rec, v.Key)
		}
	}
	b.line("}")
}

// deferred declares the function that ends the record.
func (f *File) deferred(t *plan.Task, name string, results []result) {
	rec := f.local.record
	params := []string{fmt.Sprintf("%s *%s.Record", rec, f.imports.use(capturePath, "capture"))}
	for _, r := range results {
		params = append(params, r.param+" *"+r.text)
	}
	var b block
	if t.Site.ObservePanics {
		// Inlined into what the compiler wraps it in, it could not tell who runs it.
		b.line("//go:noinline")
	}
	b.line("func %s(%s) {", name, strings.Join(params, ", "))
	if !t.Site.ObservePanics {
		b.line("if %s.Passing() {\nreturn\n}", rec)
		b.line("if p := recover(); p != nil {\n%s.Panicked(p)\npanic(p)\n}", rec)
	}
	ended := rec + ".Exited()"
	if t.Results.Err {
		ended += fmt.Sprintf(" || %s.Failed(*%s)", rec, results[len(results)-1].param)
	}
	content := t.Tool != nil && t.Tool.Content && t.Tool.Result >= 0
	if t.Tool != nil && t.Tool.Result >= 0 {
		ended += fmt.Sprintf(" || %s.ToolFailed(*%s)", rec, toolResult(t.Tool, results))
	}
	b.line("if %s {\nreturn\n}", ended)
	if t.Results.Recorded() || content || t.Model != nil && t.Model.Loss != nil {
		b.line("%s.Generated()", rec)
		f.generated(&b, t.Results, results)
		if t.Model != nil {
			f.loss(&b, t, results)
		}
		if content {
			b.line("%s.ToolContent(*%s%s)", rec, toolResult(t.Tool, results), namePairs(t.Names))
		}
		f.handle(&b)
	}
	b.line("%s.End()", rec)
	b.line("}")
	fmt.Fprintf(&f.decls, "\n%s", b.String())
}

// endLocals are the variables that the deferred function declares.
func endLocals(r plan.Results) []string {
	switch {
	case r.OneList != "":
		return []string{"list", "n"}
	case r.Fields != nil:
		return []string{"s", "m", "k", "e", "name"}
	}
	return nil
}

// reachable tells whether this file can mention the fields that become generated.
func (f *File) reachable(r plan.Results) bool {
	if r.Fields == nil {
		return true
	}
	for _, e := range r.Fields.Struct {
		if _, ok := f.structField(structOf(r.List[0].Type), e.Field, "s"); !ok {
			return false
		}
	}
	return true
}

// A block is Go code, a line at a time; the formatter indents it.
type block struct{ strings.Builder }

func (b *block) line(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
