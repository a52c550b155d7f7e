package rewrite

import (
	"bytes"
	"context"
	"fmt"
	"go/scanner"
	"go/token"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/slim"
)

// PlanOverlay instruments the packages for the go command's -overlay: what is inserted stays on the line that it is
// inserted in, and declarations stand behind the file's last line, so that traces, vet and the compiler name the lines
// and columns of the source. Root is the directory of the module, for Write.
func PlanOverlay(ctx context.Context, opts Options, root string) (*Copy, error) {
	c, err := planFiles(ctx, opts, opts.config(), (*file).overlaid)
	if err != nil {
		return nil, err
	}
	c.root, c.slim = root, SlimProgram
	return c, nil
}

// Files are the instrumented files, by the path of the source.
func (c *Copy) Files() map[string][]byte { return c.files }

// SlimProgram is the module that stands for flowcept-go where a module does not require it: capture that opens a spool
// when the program starts. By slash-separated path, go.mod among them.
func SlimProgram() (map[string][]byte, error) { return slim.Program() }

// The module that SlimProgram stands for, and its version.
const (
	SlimModule  = slim.Module
	SlimVersion = slim.Version
)

// overlaid is the text of the file with capture in it, on the lines that it had.
func (f *file) overlaid() ([]byte, error) {
	decls, edits, ok := f.instrument(0)
	if !ok || len(edits) == 0 {
		return nil, nil
	}
	flat := make([]edit.Edit, 0, len(edits)+1)
	for i, e := range edits {
		// Edits at one place follow one another; the last brings the position back.
		last := !(i+1 < len(edits) && edits[i+1].Pos == e.Pos)
		line := f.onLine(e, last)
		if i > 0 && edits[i-1].Pos == e.Pos && strings.HasSuffix(flat[i-1].New, "; ") {
			line.New = strings.TrimPrefix(line.New, "; ")
		}
		flat = append(flat, line)
	}
	end := "\n"
	if bytes.HasSuffix(f.Src, []byte("\n")) {
		end = ""
	}
	flat = append(flat, edit.Insert(len(f.Src), end+decls))
	return edit.Apply(f.Src, flat), nil
}

// onLine is the edit without line breaks in it, and with a comment that says where the text behind it stands.
func (f *file) onLine(e edit.Edit, last bool) edit.Edit {
	start := bytes.LastIndexByte(f.Src[:e.Pos], '\n') + 1
	before := bytes.TrimSpace(f.Src[start:e.Pos])
	text := e.New
	lead := ""
	if strings.HasPrefix(text, "\n") {
		text = strings.TrimLeft(text, "\n")
		if n := len(before); n > 0 && !bytes.ContainsRune([]byte("{(,;[&|+-*/.=<>:"), rune(before[n-1])) || bytes.HasSuffix(before, []byte("*/")) {
			lead = "; "
		}
	}
	line := 1 + bytes.Count(f.Src[:e.End], []byte("\n"))
	column := e.End - bytes.LastIndexByte(f.Src[:e.End], '\n')
	place := fmt.Sprintf("/*line :%d:%d*/", line, column)
	if commented(before) {
		lead = "\n" + place
	}
	e.New = lead + flatten(text)
	if rest, _, _ := bytes.Cut(f.Src[e.End:], []byte("\n")); last && (len(bytes.TrimSpace(rest)) > 0 || strings.HasPrefix(lead, "\n")) {
		e.New += place
	}
	return e
}

// commented tells whether a line's text ends in a comment that only a line break ends.
func commented(text []byte) bool {
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile("", fset.Base(), len(text)), text, func(token.Position, string) {}, scanner.ScanComments)
	for {
		_, tok, lit := s.Scan()
		switch {
		case tok == token.EOF:
			return false
		case tok == token.COMMENT && strings.HasPrefix(lit, "//"):
			return true
		}
	}
}

// flatten writes Go code in one line: a line break becomes a space, or a semicolon where it stands for one.
func flatten(code string) string {
	if !strings.Contains(code, "\n") {
		return code
	}
	var s scanner.Scanner
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(code))
	s.Init(file, []byte(code), func(token.Position, string) {}, 0)
	var b strings.Builder
	at := 0
	for {
		pos, tok, lit := s.Scan()
		off := min(file.Offset(pos), len(code))
		gap := code[at:off]
		if strings.ContainsAny(gap, "\n/") {
			gap = " " // comments go with the space around them
		}
		b.WriteString(gap)
		switch {
		case tok == token.EOF:
			return b.String()
		case tok == token.SEMICOLON && lit == "\n":
			if off < len(code) { // at the end of the text, what follows decides
				b.WriteString("; ")
			}
			at = min(off+1, len(code))
			if off < len(code) && code[off] != '\n' {
				at = off
			}
			continue
		case lit == "":
			lit = tok.String()
		}
		b.WriteString(lit)
		at = off + len(lit)
	}
}
