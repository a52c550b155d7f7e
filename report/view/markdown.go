package view

import (
	"fmt"
	"io"
	"strings"

	"github.com/flowcept/flowcept-go/report"
)

// Markdown writes the summary as Markdown with tables, as GitHub shows them.
func Markdown(w io.Writer, s *report.Summary) error {
	m := &markdown{}
	if all := s.Workflows(); len(all) > manyWorkflows {
		m.line("# %d workflows\n", len(all))
		m.table([]string{"workflow", "status", "took", "tasks", "id"}, workflowRows(all))
	} else {
		for _, wf := range all {
			m.workflow(wf)
		}
	}
	if len(s.Agents) > 0 {
		m.line("Agents: %s\n", escaped(strings.Join(s.Agents, ", ")))
	}
	m.activities(s.Activities())
	m.failures(s)
	m.slowest(s.Slowest(howMany))
	m.values(s.Activities())
	m.resources(s)
	if all := notes(s, false); len(all) > 0 {
		m.line("## Notes\n")
		for _, note := range all {
			m.line("- %s", note)
		}
	}
	_, err := io.WriteString(w, strings.TrimRight(m.b.String(), "\n")+"\n")
	return err
}

type markdown struct{ b strings.Builder }

func (m *markdown) line(format string, args ...any) { fmt.Fprintf(&m.b, format+"\n", args...) }

// markup is what Markdown, or the HTML in it, gives a meaning.
var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"|", `\|`, "#", `\#`, "~", `\~`, "\r", " ", "\n", "<br>",
)

// escaped is text that a record brought, for a cell of a table.
func escaped(text string) string { return markup.Replace(printable(text, "\n")) }

func (m *markdown) table(head []string, rows [][]string) {
	m.line("| %s |", strings.Join(head, " | "))
	m.line("|%s", strings.Repeat(" --- |", len(head)))
	for _, row := range rows {
		for i, cell := range row {
			row[i] = escaped(cell)
		}
		m.line("| %s |", strings.Join(row, " | "))
	}
	m.line("")
}

func (m *markdown) workflow(w *report.Workflow) {
	m.line("# Workflow %s\n", escaped(orDash(w.Name)))
	rows := [][]string{
		{"status", orDash(w.Status)}, {"took", took(w)}, {"started", clock(w.Started)}, {"tasks", fmt.Sprint(w.Tasks)},
		{"id", orDash(w.ID)}, {"campaign", orDash(w.Campaign)},
	}
	for _, more := range [][]string{
		{"parent", w.Parent}, {"about", w.Description}, {"user", w.User}, {"used", oneLine(w.Used)}, {"generated", oneLine(w.Generated)},
		{"code", oneLine(w.Code)},
	} {
		if more[1] != "" {
			rows = append(rows, more)
		}
	}
	m.table([]string{"", ""}, rows)
}

func (m *markdown) activities(all []*report.Activity) {
	if len(all) == 0 {
		return
	}
	m.line("## Activities\n")
	var rows [][]string
	for _, a := range all {
		rows = append(rows, []string{
			orDash(a.ID), fmt.Sprint(a.Tasks), statuses(a), spent(a, a.Total), estimate(a, a.Median()), estimate(a, a.P95()), spent(a, a.Max()),
		})
	}
	m.table([]string{"activity", "tasks", "status", "total", "median", "p95", "longest"}, rows)
}

func (m *markdown) failures(s *report.Summary) {
	if len(s.Failures) == 0 {
		return
	}
	m.line("## Failures (%s)\n", tasks(s.Failed))
	var rows [][]string
	for _, f := range s.Failures {
		rows = append(rows, []string{orDash(f.Activity), orDash(f.Status), orDash(f.Message), fmt.Sprint(f.Tasks), f.TaskID})
	}
	m.table([]string{"activity", "status", "message", "times", "first task"}, rows)
}

func (m *markdown) slowest(all []*report.Task) {
	if len(all) == 0 {
		return
	}
	m.line("## Slowest tasks\n")
	var rows [][]string
	for _, t := range all {
		rows = append(rows, []string{duration(t.Duration()), orDash(t.Activity), orDash(t.Status), t.ID})
	}
	m.table([]string{"took", "activity", "status", "task"}, rows)
}

func (m *markdown) values(all []*report.Activity) {
	var rows [][]string
	for _, a := range all {
		for _, v := range a.Used.All() {
			rows = append(rows, []string{a.ID, "used", v.Key, about(v)})
		}
		for _, v := range a.Results.All() {
			rows = append(rows, []string{a.ID, "generated", v.Key, about(v)})
		}
	}
	if len(rows) > 0 {
		m.line("## Values\n")
		m.table([]string{"activity", "", "name", "values"}, rows)
	}
}

func (m *markdown) resources(s *report.Summary) {
	var rows [][]string
	for _, c := range s.Resources.Curves() {
		rows = append(rows, []string{c.Name, use(c)})
	}
	for _, a := range s.Activities() {
		if a.CPU > 0 {
			rows = append(rows, []string{a.ID + ": processor time", duration(a.CPU)})
		}
	}
	if len(rows) > 0 {
		m.line("## Resources\n")
		m.table([]string{"metric", fmt.Sprintf("over %d snapshots", s.Resources.Snapshots)}, rows)
	}
}
