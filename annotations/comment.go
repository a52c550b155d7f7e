package annotations

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// tool is the name before the colon.
const tool = "flowcept"

// names are the directives there are.
var names = []string{"ignore", "loop", "model", "task", "tool", "workflow"}

func known(name string) bool { return slices.Contains(names, name) }

// directive reads a comment as one of the known directives. A comment that
// misses being one by a slip is reported, because Go would ignore it silently.
func (s *scanner) directive(c *ast.Comment) (ast.Directive, bool) {
	d, ok := ast.ParseDirective(c.Slash, c.Text)
	switch {
	case !ok:
		s.lookalike(c)
	case d.Tool == tool && known(d.Name):
		return d, true
	case d.Tool == tool:
		s.report(c.Pos(), c.End(), UnknownDirective, "unknown directive //flowcept:%s%s", d.Name, DidYouMean(d.Name, names))
	case known(d.Name) && slips(d.Tool, tool) == 1:
		s.report(c.Pos(), c.End(), UnknownDirective, "unknown directive //%s:%s%s", d.Tool, d.Name,
			DidYouMean(d.Tool+":"+d.Name, []string{tool + ":" + d.Name}))
	}
	return ast.Directive{}, false
}

// lookalike reports a plain comment that begins as a directive but for spaces,
// upper case or the kind of comment, and any that begins with //flowcept: but is
// not a directive to Go.
func (s *scanner) lookalike(c *ast.Comment) {
	text, block := c.Text[2:], c.Text[1] == '*'
	if block {
		text = strings.TrimSuffix(text, "*/")
	}
	head, rest, found := strings.Cut(strings.TrimSpace(text), ":")
	if !found || !strings.EqualFold(strings.TrimSpace(head), tool) {
		return
	}
	var name string
	if f := strings.Fields(rest); len(f) > 0 {
		name = f[0]
	}
	lower := strings.ToLower(name)
	switch {
	case known(lower) && block:
		first, _, _ := strings.Cut(c.Text, "\n")
		s.report(c.Pos(), c.Pos()+token.Pos(len(first)), Parse, "a block comment is no directive: write //flowcept:%s", lower)
	case known(lower) && strings.HasPrefix(strings.ToLower(text), tool+":"+lower):
		s.report(c.Pos(), c.End(), Parse, "a directive is written in lower case: //flowcept:%s", lower)
	case known(lower):
		s.report(c.Pos(), c.End(), Parse, "a comment with spaces is no directive: remove them, as in //flowcept:%s", lower)
	case name == "" && strings.HasPrefix(c.Text, "//"+tool+":"):
		s.report(c.Pos(), c.End(), Parse, "//flowcept: names no directive")
	case strings.HasPrefix(c.Text, "//"+tool+":"):
		s.report(c.Pos(), c.End(), UnknownDirective, "unknown directive //flowcept:%s%s", name, DidYouMean(name, names))
	}
}
