package rewrite

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/flowcept/flowcept-go/rewrite/internal/edit"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
	"github.com/flowcept/flowcept-go/rewrite/internal/slim"
)

// An Overlay is what the go command is to read in the place of the user's files.
type Overlay struct {
	Result
	Files   []*Instrumented // by path
	Modules []Module        // of Options.With
	Left    []string        // other modules of which packages were asked for: they stay as they are
}

// An UnknownModule is one of Options.With that no package imports.
type UnknownModule = load.UnknownModule

// A Module is one that is instrumented though it is not the user's.
type Module struct {
	Path, Version string
	Dir           string
}

// Instrumented is a file with capture in it: what is inserted stays on the line that it is inserted in, and declarations
// stand behind the file's last line, so that traces, vet and the compiler name the lines and columns of the source.
type Instrumented struct {
	Path  string
	Src   []byte
	Edits []edit.Edit
}

// PlanOverlay instruments the packages for the go command's -overlay, and what they import of the main module. A package
// that cannot be built stays as it is: the go command, when it is run, says why.
func PlanOverlay(ctx context.Context, opts Options) (*Overlay, error) {
	cfg := opts.config()
	cfg.Imported, cfg.Leave = true, true
	loaded, list, err := opts.instrument(ctx, cfg, mode{name: "overlay", print: (*file).overlaid})
	if err != nil {
		return nil, err
	}
	o := &Overlay{Modules: modules(loaded), Left: loaded.Left}
	o.Diagnostics = loaded.Diagnostics
	for _, f := range list {
		o.add(f.Done)
		if f.Edits != nil {
			o.Files = append(o.Files, &Instrumented{f.Path, f.src, f.Edits})
		}
	}
	o.sort()
	slices.SortFunc(o.Files, func(a, b *Instrumented) int { return cmp.Compare(a.Path, b.Path) })
	return o, nil
}

// modules are those of the packages that Options.With has added.
func modules(loaded *load.Result) []Module {
	var list []Module
	for _, p := range loaded.With {
		m := p.Module
		if m.Main {
			continue
		}
		if m.Replace != nil && m.Replace.Dir != "" {
			m = &packages.Module{Path: m.Path, Version: m.Version, Dir: m.Replace.Dir}
		}
		if one := (Module{m.Path, m.Version, m.Dir}); !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// Text is the file with capture in it.
func (f *Instrumented) Text() []byte { return edit.Apply(f.Src, f.Edits) }

// Marked is the file as it was, with a comment before and one behind what each edit replaces, and with what belongs there.
// What stands behind the comments has the line and column that it had.
func (f *Instrumented) Marked(mark func(n int, end bool) string) (text []byte, insert []string) {
	marked := make([]edit.Edit, len(f.Edits))
	for i, e := range f.Edits {
		insert = append(insert, e.New)
		place := ""
		if at := strings.LastIndex(e.New, "/*line :"); at >= 0 && strings.HasSuffix(e.New, "*/") {
			place = e.New[at:]
		}
		marked[i] = edit.Edit{Pos: e.Pos, End: e.End, New: mark(i, false) + string(f.Src[e.Pos:e.End]) + mark(i, true) + place}
	}
	return edit.Apply(f.Src, marked), insert
}

// SlimProgram is the module that stands for flowcept-go where a module does not require it: capture that opens a spool
// when the program starts. By slash-separated path, go.mod among them.
func SlimProgram() (map[string][]byte, error) { return slim.Files() }

// The module that SlimProgram stands for, and its version.
const (
	SlimModule  = slim.Module
	SlimVersion = slim.Version
)

// overlaid makes the edits of the file, each on the line that it is in.
func (f *file) overlaid() error {
	decls, edits, ok := f.instrument(0)
	if !ok || len(edits) == 0 {
		return nil
	}
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b edit.Edit) int { return cmp.Compare(a.Pos, b.Pos) })
	flat := make([]edit.Edit, 0, len(edits)+1)
	for i, e := range edits {
		// Edits at one place follow one another; the last brings the position back.
		last := !(i+1 < len(edits) && edits[i+1].Pos == e.Pos)
		line := f.onLine(e, last)
		if i > 0 && edits[i-1].Pos == e.Pos && strings.HasSuffix(flat[i-1].New, "; ") {
			line.New = strings.TrimPrefix(line.New, "; ")
		} else if i > 0 && edits[i-1].Pos == e.Pos && (strings.HasSuffix(edits[i-1].New, "\n") || strings.HasPrefix(e.New, "\n")) && !strings.HasPrefix(line.New, "; ") {
			line.New = "; " + line.New
		}
		flat = append(flat, line)
	}
	end := "\n"
	if bytes.HasSuffix(f.Src, []byte("\n")) {
		end = ""
	}
	f.edits = append(flat, edit.Insert(len(f.Src), end+decls))
	return nil
}

// onLine is the edit without line breaks in it, and with a comment that says where the text behind it stands.
func (f *file) onLine(e edit.Edit, last bool) edit.Edit {
	start := bytes.LastIndexByte(f.Src[:e.Pos], '\n') + 1
	before := bytes.TrimSpace(f.Src[start:e.Pos])
	text := e.New
	lead := ""
	if strings.HasPrefix(text, "\n") {
		text = strings.TrimLeft(text, "\n")
		if n := len(before); n > 0 && !bytes.ContainsRune([]byte("{(,;[&|+-*/.=<>:"), rune(before[n-1])) || endsStatement(before) {
			lead = "; "
		}
	}
	place := f.place(e.End)
	if commented(before) {
		lead = "\n" + place
	}
	e.New = lead + flatten(text)
	if rest, _, _ := bytes.Cut(f.Src[e.End:], []byte("\n")); last && (len(bytes.TrimSpace(rest)) > 0 || strings.HasPrefix(lead, "\n")) {
		e.New += place
	}
	return e
}

// endsStatement tells whether a text that ends like an operator is a whole statement, or ends in a comment.
func endsStatement(text []byte) bool {
	return bytes.HasSuffix(text, []byte("*/")) || bytes.HasSuffix(text, []byte("++")) || bytes.HasSuffix(text, []byte("--"))
}

// place is a comment that says where the text behind it stands, as the file's own //line comments have it.
func (f *file) place(offset int) string {
	p := f.fset.PositionFor(f.fset.File(f.Syntax.Pos()).Pos(offset), true)
	return fmt.Sprintf("/*line :%d:%d*/", p.Line, max(p.Column, 1))
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
