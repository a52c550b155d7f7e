package plan

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Task is what an annotated function records.
type Task struct {
	Func
	Directive *annotations.Directive
	Site      Site

	Context  *Param     // the one that may carry a parent; nil where there is none
	Promoted []Promoted // parameters that set a field of the record
	Used     []Value
	Names             // of entries that stand directly in Used
	Handler  *Handler // nil: what is recorded is not filtered

	Results Results

	Tool  *Tool  // nil for another function
	Model *Model // nil for another function

	Shallow bool // values are recorded in the form that follows nothing
}

// A Value is one entry of used.
type Value struct {
	Key  string
	Code string // "cfg.LR"
	Type types.Type

	// Pointers are those on the way to a field, outermost first; where one is
	// nil, null is recorded.
	Pointers []string

	Arguments bool      // it is the arguments of a tool's request
	Entries   bool      // the value's entries, known at run time, stand in used directly
	Pos       token.Pos // of the argument that asks for it; invalid where none does
}

// A Param is a parameter that the prologue looks at, whether it has a name or not.
type Param struct {
	Index int
	Name  string // empty where it has none, or a blank one
}

func paramAt(sig *types.Signature, i int) *Param {
	name := sig.Params().At(i).Name()
	if name == "_" {
		name = ""
	}
	return &Param{i, name}
}

func indexes(t *types.Tuple) []int {
	list := make([]int, t.Len())
	for i := range list {
		list[i] = i
	}
	return list
}

// Promoted is a parameter that sets a field of the record itself.
type Promoted struct {
	Param string
	Field string // the name of the constant in package capture
}

// promoted are the parameter names that set fields of the record.
var promoted = map[string]string{
	"workflowID":      "ExtraWorkflowID",
	"workflow_id":     "ExtraWorkflowID",
	"campaignID":      "ExtraCampaignID",
	"campaign_id":     "ExtraCampaignID",
	"agentID":         "ExtraAgentID",
	"agent_id":        "ExtraAgentID",
	"sourceAgentID":   "ExtraSourceAgentID",
	"source_agent_id": "ExtraSourceAgentID",
}

// Task plans an annotated function.
func (p *Planner) Task(decl *ast.FuncDecl, opts *annotations.Task) *Task {
	return p.plan(p.declared(decl), opts, nil)
}

// Literal plans an annotated func literal.
func (p *Planner) Literal(l annotations.Literal) *Task {
	return p.plan(p.literal(l), l.Task, nil)
}

func (p *Planner) plan(fn Func, opts *annotations.Task, tool *Tool) *Task {
	t := &Task{Func: fn, Directive: &opts.Directive, Site: p.site(&fn), Shallow: opts.Shallow, Tool: tool}
	t.Site.apply(opts)
	if tool != nil {
		t.Site.Subtype = "agent_tool"
	}

	params := variables(t.Sig.Params())
	for _, v := range params {
		if field := promoted[v.Name()]; field != "" && types.Identical(v.Type(), types.Typ[types.String]) {
			t.Promoted = append(t.Promoted, Promoted{v.Name(), field})
		}
	}
	if i := slices.IndexFunc(indexes(t.Sig.Params()), func(i int) bool { return isContext(t.Sig.Params().At(i).Type()) }); i >= 0 {
		t.Context = paramAt(t.Sig, i)
	}
	if opts.UsedSet {
		t.Used = p.chosen(t.Sig, opts.Used)
	} else {
		t.Used = t.everyParameter(params)
	}
	p.inline(t, opts)
	if tool != nil {
		p.input(t, opts)
	}
	t.Handler = p.handler(t, opts.Handler)
	t.Results = p.results(t, opts)
	p.adjust(t, opts)
	return t
}

func (s *Site) apply(opts *annotations.Task) {
	text := func(n *annotations.Name, to *string) {
		if n != nil {
			*to = n.Text
		}
	}
	text(opts.Name, &s.Activity)
	text(opts.Subtype, &s.Subtype)
	text(opts.Group, &s.Group)
	text(opts.Agent, &s.Agent)
	text(opts.SourceAgent, &s.SourceAgent)
	for _, tag := range opts.Tags {
		s.Tags = append(s.Tags, tag.Text)
	}
	s.Meta = opts.Meta
	s.Telemetry = opts.Telemetry
	s.Lightweight = opts.Lightweight
	s.ObservePanics = opts.ObservePanics
}

// everyParameter is what is recorded without used=.
func (t *Task) everyParameter(params []*types.Var) []Value {
	var list []Value
	for _, v := range params {
		if isContext(v.Type()) || t.promotes(v.Name()) || t.Tool != nil && isProtocol(v.Type(), "ServerRequest") {
			continue
		}
		list = append(list, Value{Key: v.Name(), Code: v.Name(), Type: v.Type()})
	}
	return list
}

func (t *Task) promotes(param string) bool {
	for _, pr := range t.Promoted {
		if pr.Param == param {
			return true
		}
	}
	return false
}

// variables are those of a tuple that have a name.
func variables(t *types.Tuple) []*types.Var {
	var list []*types.Var
	for v := range t.Variables() {
		if v.Name() != "" && v.Name() != "_" {
			list = append(list, v)
		}
	}
	return list
}

func isContext(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "context" && n.Obj().Name() == "Context"
}
