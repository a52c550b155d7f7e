package gen

import (
	"fmt"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// Workflow puts a workflow around a function's body. Where that is impossible it
// says why.
func (f *File) Workflow(w *plan.Workflow) (refused string) {
	if n := f.firstHidden("recover", "panic", "nil"); n != "" {
		return fmt.Sprintf("this package declares its own %s", n)
	}
	if at := f.inside(w.Decl.Type, w.Decl.Body); at(workflowNames(w.Options)...) {
		return "a predeclared name that its options need is something else here"
	}
	end := f.names.Take("fcEnd" + f.funcWord(w.Decl))
	last := w.Sig.Results().Len() - 1
	results := f.results(w.Decl.Type, w.Sig, func(i int) bool { return w.Err && i == last }, nil,
		func(int) string { return "err" })

	if w.Options.Persistence {
		f.imports.blank(persistPath)
	}
	flowcept, wf := f.imports.use(flowceptPath, "flowcept"), f.local.workflow
	f.atTop(w.Decl.Body, fmt.Sprintf("%s := %s.BeginWorkflow(%s)\ndefer %s(%s)\n",
		wf, flowcept, workflowOptions(w, flowcept), end, endArgs(wf, results)))

	params := []string{fmt.Sprintf("%s *%s.Workflow", wf, flowcept)}
	err := "nil"
	for _, r := range results {
		params = append(params, r.param+" *"+r.text)
		err = "*" + r.param
	}
	fmt.Fprintf(&f.decls, `
func %s(%s) {
	if p := recover(); p != nil {
		%s.EndPanic(p)
		panic(p)
	}
	%s.EndReturn(%s)
}
`, end, strings.Join(params, ", "), wf, wf, err)
	return ""
}

func endArgs(first string, results []result) string {
	args := []string{first}
	for _, r := range results {
		args = append(args, "&"+r.name)
	}
	return strings.Join(args, ", ")
}

// workflowOptions are the arguments of BeginWorkflow.
func workflowOptions(w *plan.Workflow, flowcept string) string {
	var list []string
	add := func(format string, args ...any) {
		list = append(list, flowcept+"."+fmt.Sprintf(format, args...))
	}
	o := w.Options
	add("WorkflowName(%q)", w.Name)
	if o.Subtype != nil {
		add("WorkflowSubtype(%q)", o.Subtype.Text)
	}
	if o.Campaign != nil {
		add("CampaignID(%q)", o.Campaign.Text)
	}
	if len(o.Args) > 0 {
		var values []string
		for _, a := range o.Args {
			values = append(values, fmt.Sprintf("%q: %s", a.Text, a.Text))
		}
		add("WorkflowArgs(%s.Values{%s})", flowcept, strings.Join(values, ", "))
	}
	if o.SaveOff {
		add("SaveWorkflow(false)")
	}
	if o.Persistence {
		add("StartPersistence(true)")
	}
	if len(o.Tags) > 0 {
		var tags []string
		for _, t := range o.Tags {
			tags = append(tags, t.Text)
		}
		add("Tags(%s)", quoteAll(tags))
	}
	if len(o.Meta) > 0 {
		var entries []string
		for _, m := range o.Meta {
			entries = append(entries, fmt.Sprintf("%q: %s", m.Key, metaValue(m.Value)))
		}
		add("Metadata(%s.Values{%s})", flowcept, strings.Join(entries, ", "))
	}
	return strings.Join(list, ", ")
}

func workflowNames(o *annotations.Workflow) []string {
	names := siteNames(nil, o.Meta)
	if o.SaveOff || o.Persistence {
		names = append(names, "true", "false")
	}
	return names
}
