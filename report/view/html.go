package view

import (
	_ "embed"
	"html/template"
	"io"
	"strings"

	"github.com/flowcept/flowcept-go/report"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"duration": duration, "clock": clock, "statuses": statuses, "oneLine": oneLine, "about": about, "use": use, "tasks": tasks, "took": took, "estimate": estimate, "spent": spent,
	"or": func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	},
	"join":  func(words []string) string { return strings.Join(words, ", ") },
	"minus": func(a, b float64) float64 { return a - b },
}).Parse(pageText))

// pageData is what page.html shows.
type pageData struct {
	*report.Summary
	Title    string
	Trees    []treeData
	Timeline drawing
	Charts   []chart
	Notes    []string
	Values   bool // whether any are used or generated
	Many     bool // workflows, which then have a line each
}

type treeData struct {
	Workflow *report.Workflow
	Nodes    []*report.Node
}

// HTML writes the summary as one page: no script, no style, font or picture from elsewhere.
func HTML(w io.Writer, s *report.Summary) error {
	data := pageData{Summary: s, Title: "flowcept", Notes: notes(s, true), Many: len(s.Workflows()) > manyWorkflows}
	for _, wf := range s.Workflows() {
		if data.Title == "flowcept" && wf.Name != "" {
			data.Title = wf.Name
		}
		if nodes := s.Tree(wf.ID); len(nodes) > 0 {
			data.Trees = append(data.Trees, treeData{wf, nodes})
		}
	}
	data.Timeline = timeline(s)
	data.Charts = charts(s)
	for _, a := range s.Activities() {
		data.Values = data.Values || len(a.Used.All())+len(a.Results.All()) > 0
	}
	return page.Execute(w, data)
}
