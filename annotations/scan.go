package annotations

import (
	"fmt"
	"go/ast"
	"go/token"
)

// Scan reads all directives of a file that was parsed with parser.ParseComments
// and reports everything that is wrong with them as far as syntax can tell,
// sorted by position.
func Scan(fset *token.FileSet, file *ast.File) (*File, []Diagnostic) {
	s := &scanner{fset: fset, file: file, marked: map[ast.Node][]string{}}
	var all []slot
	for _, group := range file.Comments {
		var below *slot
		for _, c := range group.List {
			d, ok := s.directive(c)
			if !ok {
				continue
			}
			if all == nil { // most files have no directive
				all = slots(file)
			}
			if below == nil {
				below = slotBelow(all, group)
			}
			s.read(d, s.place(d, group, below))
		}
	}
	Sort(s.diags)
	return &s.out, s.diags
}

type scanner struct {
	fset   *token.FileSet
	file   *ast.File
	marked map[ast.Node][]string // the directives on it so far
	out    File
	diags  []Diagnostic
}

func (s *scanner) report(pos, end token.Pos, category, format string, v ...any) {
	s.diags = append(s.diags, Diagnostic{pos, end, category, fmt.Sprintf(format, v...)})
}

// line is the line as it stands in the file, whatever a //line comment says.
func (s *scanner) line(pos token.Pos) int { return s.fset.PositionFor(pos, false).Line }

// read reads a directive's arguments and adds what it asks for to the result. A
// misplaced one has no target; its arguments are read for their own mistakes.
func (s *scanner) read(d ast.Directive, t *target) {
	ok := t != nil
	if t == nil {
		t = &target{}
	} else {
		ok = s.alone(d, t) && s.instrumentable(d, t)
	}
	switch d.Name {
	case "task":
		task := &Task{}
		switch ok = s.readArgs(d).task(task, t.fn) && ok; {
		case ok && t.lit != nil:
			t.lit.Task = task
			s.out.Literals = append(s.out.Literals, *t.lit)
		case ok:
			s.out.Funcs = append(s.out.Funcs, Func{Decl: t.decl, Task: task})
		}
	case "tool":
		tool := &Tool{}
		if s.readArgs(d).task(&tool.Task, t.fn) && ok {
			s.out.Funcs = append(s.out.Funcs, Func{Decl: t.decl, Tool: tool})
		}
	case "workflow":
		workflow := &Workflow{}
		if s.readArgs(d).workflow(workflow, t.fn) && ok {
			s.out.Funcs = append(s.out.Funcs, Func{Decl: t.decl, Workflow: workflow})
		}
	case "loop":
		options := &LoopOptions{}
		if s.readArgs(d).loop(options) && ok {
			t.loop.Loop = options
			s.out.Loops = append(s.out.Loops, *t.loop)
		}
	case "model":
		options := &ModelOptions{}
		if s.readArgs(d).model(options) && ok {
			s.out.Models = append(s.out.Models, Model{Spec: t.spec, Decl: t.decl, Options: options})
		}
	case "ignore": // its arguments are prose
		if ok && t.file != nil {
			s.out.PackageIgnored = true
		} else if ok {
			where := Directive{Pos: d.Pos(), End: d.End()}
			s.out.Ignored = append(s.out.Ignored, Ignore{Directive: where, Decl: t.decl, Reason: d.Args})
		}
	}
}

// alone reports a directive on what carries the same or an incompatible one.
func (s *scanner) alone(d ast.Directive, t *target) bool {
	before := s.marked[t.node]
	s.marked[t.node] = append(before, d.Name)
	for _, other := range before {
		if other == d.Name {
			s.report(d.Pos(), d.End(), Duplicate, "second //flowcept:%s on the same %s", d.Name, t.what())
			return false
		}
	}
	if len(before) > 0 {
		s.report(d.Pos(), d.End(), Conflict, "//flowcept:%s and //flowcept:%s exclude each other", before[0], d.Name)
	}
	return len(before) == 0
}

// instrumentable reports a directive on a function that cannot be instrumented.
// Ignoring it is fine.
func (s *scanner) instrumentable(d ast.Directive, t *target) bool {
	if t.decl == nil || d.Name == "ignore" {
		return true
	}
	reason := Refusal(s.file, t.decl)
	if reason != "" {
		s.report(d.Pos(), d.End(), Refused, "%s %s, so it cannot carry //flowcept:%s", funcName(t.decl), reason, d.Name)
	}
	return reason == ""
}
