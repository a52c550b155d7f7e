package view

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/flowcept/flowcept-go/report"
)

// Terminal is how a summary is printed.
type Terminal struct {
	Colour   bool
	Activity string // whose last record is shown in full; "": none
}

// Print writes the summary as text.
func (t Terminal) Print(w io.Writer, s *report.Summary) error {
	p := &printer{w: w, colour: t.Colour}
	if all := s.Workflows(); len(all) > manyWorkflows {
		p.workflows(all)
	} else {
		for _, wf := range all {
			p.workflow(wf)
		}
	}
	if len(s.Agents) > 0 {
		p.printf("agents    %s\n\n", printable(strings.Join(s.Agents, ", "), ""))
	}
	p.activities(s.Activities())
	p.failures(s)
	p.slowest(s.Slowest(howMany))
	p.values(s.Activities())
	p.resources(s)
	for i, note := range notes(s, false) {
		if i == 0 && len(s.Activities()) > 0 {
			p.printf("\n")
		}
		p.printf("note: %s\n", note)
	}
	if t.Activity != "" {
		p.record(s.Activity(t.Activity), t.Activity)
	}
	return p.err
}

type printer struct {
	w      io.Writer
	colour bool
	err    error
}

func (p *printer) printf(format string, args ...any) {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = printable(s, "\n\x1b")
		}
	}
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// The colours of SGR.
const (
	bold  = "1"
	red   = "31"
	green = "32"
	faint = "2"
)

// paint is text that came from a record, in a colour.
func (p *printer) paint(colour, text string) string {
	text = printable(text, "\n")
	if !p.colour || text == "" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

func (p *printer) status(status string) string {
	switch {
	case strings.Contains(status, "ERROR"):
		return p.paint(red, status)
	case status == "FINISHED":
		return p.paint(green, status)
	}
	return p.paint(faint, status)
}

func (p *printer) heading(format string, args ...any) {
	p.printf("\n%s\n", p.paint(bold, fmt.Sprintf(format, args...)))
}

func (p *printer) workflow(w *report.Workflow) {
	p.printf("workflow  %s  %s", p.paint(bold, orDash(w.Name)), p.status(orDash(w.Status)))
	if w.Ended > w.Started {
		p.printf("  %s", duration(w.Ended-w.Started))
	}
	p.printf("  %s\n", tasks(w.Tasks))
	for _, line := range []struct{ name, value string }{
		{"id", orDash(w.ID)}, {"campaign", orDash(w.Campaign)}, {"started", began(w)}, {"parent", w.Parent}, {"about", w.Description},
		{"used", oneLine(w.Used)}, {"generated", oneLine(w.Generated)},
	} {
		if line.value != "" {
			p.printf("%-8s  %s\n", line.name, printable(line.value, ""))
		}
	}
	p.printf("\n")
}

// manyWorkflows is from how many on they have a line each.
const manyWorkflows = 5

func (p *printer) workflows(all []*report.Workflow) {
	rows := append([][]string{{"workflow", "status", "took", "tasks", "id"}}, workflowRows(all)...)
	p.table(rows, func(row, column int, cell string) string {
		switch {
		case row == 0:
			return p.paint(bold, cell)
		case column == 1:
			return p.status(cell)
		}
		return cell
	})
	p.printf("\n")
}

// workflowRows are name, status, time, tasks and id.
func workflowRows(all []*report.Workflow) (rows [][]string) {
	for _, w := range all {
		rows = append(rows, []string{orDash(w.Name), orDash(w.Status), took(w), fmt.Sprint(w.Tasks), orDash(w.ID)})
	}
	return rows
}

// began is when, "" where that is not known.
func began(w *report.Workflow) string {
	if w.Started > 0 {
		return clock(w.Started)
	}
	return ""
}

func took(w *report.Workflow) string {
	if w.Ended > w.Started {
		return duration(w.Ended - w.Started)
	}
	return "-"
}

func (p *printer) activities(all []*report.Activity) {
	if len(all) == 0 {
		return
	}
	rows := [][]string{{"activity", "tasks", "status", "total", "median", "p95"}}
	for _, a := range all {
		rows = append(rows, []string{orDash(a.ID), fmt.Sprint(a.Tasks), statuses(a), spent(a, a.Total), estimate(a, a.Median()), estimate(a, a.P95())})
	}
	p.table(rows, func(row, column int, cell string) string {
		switch {
		case row == 0:
			return p.paint(bold, cell)
		case column == 2:
			return p.status(cell)
		}
		return cell
	})
}

// table aligns the cells first and then lets paint colour them, for which the widths do not matter.
func (p *printer) table(rows [][]string, paint func(row, column int, cell string) string) {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	const edge = "\x00" // marks where a cell ends; no width, since every cell of a column has it
	for _, row := range rows {
		for i, cell := range row {
			row[i] = printable(cell, "")
		}
		fmt.Fprintln(t, strings.Join(row, edge+"\t"))
	}
	_ = t.Flush() // to a Builder
	for i, line := range strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n") {
		cells := strings.Split(line, edge)
		for j, cell := range cells {
			// The padding stands before the next cell.
			text := strings.TrimLeft(cell, " ")
			cells[j] = cell[:len(cell)-len(text)] + paint(i, j, text)
		}
		p.raw(strings.Join(cells, "") + "\n")
	}
}

func (p *printer) raw(s string) {
	if p.err == nil {
		_, p.err = io.WriteString(p.w, s)
	}
}

func (p *printer) failures(s *report.Summary) {
	if len(s.Failures) == 0 {
		return
	}
	p.heading("failed (%s)", tasks(s.Failed))
	for _, f := range s.Failures {
		times := ""
		if f.Status != "ERROR" {
			times = "  (status " + orDash(f.Status) + ")"
		}
		if f.Tasks > 1 {
			times += fmt.Sprintf("  (%d times)", f.Tasks)
		}
		p.printf("%s: %s%s\n", p.paint(red, f.Activity), printable(strings.ReplaceAll(orDash(f.Message), "\n", "\n    "), "\n"), times)
	}
}

func (p *printer) slowest(all []*report.Task) {
	if len(all) == 0 {
		return
	}
	p.heading("slowest tasks")
	var rows [][]string
	for _, t := range all {
		rows = append(rows, []string{duration(t.Duration()), orDash(t.Activity), orDash(t.Status), t.ID})
	}
	p.table(rows, func(_, column int, cell string) string {
		if column == 2 {
			return p.status(cell)
		}
		return cell
	})
}

func (p *printer) values(all []*report.Activity) {
	for _, a := range all {
		used, generated := a.Used.All(), a.Results.All()
		if len(used)+len(generated) == 0 {
			continue
		}
		p.heading("%s", a.ID)
		var rows [][]string
		add := func(word string, values []*report.Value, more int) {
			for _, v := range values {
				rows = append(rows, []string{word, v.Key, about(v)})
			}
			if more > 0 {
				rows = append(rows, []string{word, "…", fmt.Sprintf("and %d values under other names", more)})
			}
		}
		add("used", used, a.Used.More)
		add("generated", generated, a.Results.More)
		p.table(rows, func(_, column int, cell string) string {
			if column == 0 {
				return p.paint(faint, cell)
			}
			return cell
		})
	}
}

func (p *printer) resources(s *report.Summary) {
	curves := s.Resources.Curves()
	if len(curves) == 0 {
		return
	}
	p.heading("resources (%d snapshots)", s.Resources.Snapshots)
	var rows [][]string
	for _, c := range curves {
		rows = append(rows, []string{c.Name, use(c)})
	}
	for _, a := range s.Activities() {
		if a.CPU > 0 {
			rows = append(rows, []string{a.ID + ": processor time", duration(a.CPU)})
		}
	}
	p.table(rows, func(_, _ int, cell string) string { return cell })
}
