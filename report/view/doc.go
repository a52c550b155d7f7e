// Package view shows the summary of a run: on a terminal, as Markdown, as one page of HTML that needs nothing else.
//
// What comes from records is data: on a terminal control characters are spelled out, Markdown and HTML are escaped, and the
// page runs no script and loads nothing.
//
// Files: terminal.go, with record.go for one record in full; line.go records as they come; markdown.go; html.go with page.html, timeline.go and chart.go
// for its drawings; format.go spells times, sizes and values for all of them.
package view
