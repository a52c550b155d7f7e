package rewrite

import (
	"bytes"
	"go/ast"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
)

// dropComments removes from the sibling what the file itself still says: flowcept
// directives, which have been acted on, and go:generate ones, so that nothing is
// generated twice.
func (f *file) dropComments() []edit.Edit {
	var edits []edit.Edit
	for _, group := range f.Syntax.Comments {
		for i, c := range group.List {
			if !dropped(c.Text) {
				continue
			}
			from, to := f.line(c)
			if emptyBefore := i > 0 && isBlankComment(group.List[i-1]) && onlyDroppedFrom(group.List[i:]); emptyBefore {
				from, _ = f.line(group.List[i-1]) // the separator above the directives
			}
			edits = append(edits, edit.Edit{Pos: from, End: to})
		}
	}
	return edits
}

func dropped(text string) bool {
	if d, ok := ast.ParseDirective(1, text); ok && d.Tool == "flowcept" {
		return true
	}
	return strings.HasPrefix(text, "//go:generate ") || strings.HasPrefix(text, "//go:generate\t")
}

func isBlankComment(c *ast.Comment) bool { return strings.TrimSpace(c.Text) == "//" }

func onlyDroppedFrom(list []*ast.Comment) bool {
	for _, c := range list {
		if !dropped(c.Text) {
			return false
		}
	}
	return true
}

// line is the range of a comment, with its line if there is nothing else on it.
func (f *file) line(c *ast.Comment) (from, to int) {
	from = f.fset.PositionFor(c.Pos(), false).Offset
	to = from + bytes.IndexByte(append(f.Src[from:len(f.Src):len(f.Src)], '\n'), '\n')
	start := bytes.LastIndexByte(f.Src[:from], '\n') + 1
	if len(bytes.TrimSpace(f.Src[start:from])) == 0 && to < len(f.Src) {
		return start, to + 1
	}
	return from, to
}
