package plan

import (
	"fmt"
	"go/types"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/value"
)

// Results are what a function returns, and how it is recorded in generated.
type Results struct {
	List []Result // besides the trailing error and a tool's result

	Err   bool // there is a trailing error
	ErrAt int  // its index, if there is one

	OneList string // the key of a list of all results; empty: each by itself
	Fields  *Fields
}

// A Result is one that may be recorded in generated.
type Result struct {
	Index  int    // among all results
	Name   string // in the source; often empty
	Wanted string // as output= calls it
	Type   types.Type
	Key    string // in generated; empty: not recorded
}

// Fields says that the only result's fields or entries become generated.
type Fields struct {
	Struct  []Entry    // recorded fields of a struct
	Map     types.Type // a map
	Dynamic bool       // what only run time knows
	Names              // of the entries, for those that the runtime records
}

// Names say what becomes of entries whose names are known at run time only.
type Names struct {
	Omit   []string
	Rename map[string]string
}

// An Entry is a field of a struct result that is recorded.
type Entry struct {
	Field value.Field
	Key   string
}

// Recorded tells whether there is anything to record in generated.
func (r *Results) Recorded() bool {
	if r.OneList != "" || r.Fields != nil {
		return true
	}
	for _, x := range r.List {
		if x.Key != "" {
			return true
		}
	}
	return false
}

// Needed tells whether the deferred function looks at the result.
func (r *Results) Needed(i int) bool {
	if r.Err && i == r.ErrAt {
		return true
	}
	x := r.At(i)
	return x != nil && (r.OneList != "" || r.Fields != nil || x.Key != "")
}

// At is the result with this index; nil for one that is not recorded in generated.
func (r *Results) At(i int) *Result {
	for j := range r.List {
		if r.List[j].Index == i {
			return &r.List[j]
		}
	}
	return nil
}

func (p *Planner) results(t *Task, opts *annotations.Task) Results {
	var r Results
	tuple := t.Sig.Results()
	n := tuple.Len()
	if n > 0 && isError(tuple.At(n-1).Type()) {
		n--
		r.Err, r.ErrAt = true, n
	}
	for i := range n {
		v := tuple.At(i)
		if t.Tool != nil && t.Tool.Result == i {
			continue
		}
		x := Result{Index: i, Name: v.Name(), Type: v.Type(), Key: v.Name()}
		switch {
		case x.Name == "":
			x.Key = fmt.Sprintf("arg_%d", i)
		case x.Name == "_":
			x.Key = ""
		}
		r.List = append(r.List, x)
	}
	n = len(r.List)
	switch {
	case opts.OutputFields:
		p.resultFields(t, opts, &r)
	case len(opts.Output) == 1 && n > 1:
		if r.OneList = opts.Output[0].Text; r.OneList == "_" {
			r.OneList = ""
			for i := range r.List {
				r.List[i].Key = ""
			}
		}
	case len(opts.Output) > 0 && len(opts.Output) != n:
		p.report(opts.ArgPos("output"), annotations.OutputCount, "output names %s, %s returns %s",
			count(len(opts.Output), "value"), t.Name, returned(n, r.Err))
	case len(opts.Output) > 0:
		for i, name := range opts.Output {
			if name.Text == "_" {
				name.Text = ""
			}
			r.List[i].Key, r.List[i].Wanted = name.Text, name.Text
		}
	case t.Tool != nil:
		t.output(&r, opts.Shallow)
	case n == 1 && !opts.Shallow && r.List[0].Name == "" && isStringMap(r.List[0].Type):
		r.Fields = &Fields{Map: r.List[0].Type}
	}
	return r
}

// resultFields plans output=*.
func (p *Planner) resultFields(t *Task, opts *annotations.Task, r *Results) {
	pos := opts.ArgPos("output")
	if len(r.List) != 1 {
		p.report(pos, annotations.OutputCount, "output=* takes one result, %s returns %s", t.Name, returned(len(r.List), r.Err))
		return
	}
	typ := r.List[0].Type
	if fromC(typ) {
		p.report(pos, annotations.Refused, "%s returns a type from C, whose fields are not known here", t.Name)
		return
	}
	_, isStruct := typ.Underlying().(*types.Struct)
	if opts.Shallow && !isStruct {
		p.report(pos, annotations.Conflict, "output=* would follow a %s, and values=shallow follows nothing",
			types.TypeString(typ, types.RelativeTo(p.Pkg)))
		return
	}
	if ptr, ok := typ.Underlying().(*types.Pointer); ok {
		typ = ptr.Elem()
	}
	switch u := typ.Underlying().(type) {
	case *types.Struct:
		r.Fields = structFields(u)
		return
	case *types.Map:
		if value.KeyOf(u.Key()) == value.KeyString {
			r.Fields = &Fields{Map: typ}
			return
		}
	}
	p.report(pos, annotations.BadValue, "output=* takes a struct or a map with string keys, %s returns %s",
		t.Name, types.TypeString(r.List[0].Type, types.RelativeTo(p.Pkg)))
}

func structFields(s *types.Struct) *Fields {
	fields := &Fields{Struct: []Entry{}}
	for _, f := range value.Fields(s) {
		fields.Struct = append(fields.Struct, Entry{f, f.Name})
	}
	return fields
}

// returned says what a function returns, as in "returns 1 besides error".
func returned(n int, err bool) string {
	text := fmt.Sprint(n)
	if n == 0 {
		text = "nothing"
	}
	if err {
		text += " besides error"
	}
	return text
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func isError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}

// isStringMap tells whether t is a map[string]T without a form of its own.
func isStringMap(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && value.Of(t).Form == value.Map && types.Identical(m.Key(), types.Typ[types.String])
}
