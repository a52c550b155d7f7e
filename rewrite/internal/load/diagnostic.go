package load

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/flowcept/flowcept-go/annotations"
)

// A Diagnostic is a problem where the user finds it.
type Diagnostic struct {
	PkgPath   string
	File      string // absolute; empty where the problem has no place
	Line, Col int
	EndCol    int // on the same line; 0 where it is not known
	Category  string
	Message   string
}

// Sort sorts diagnostics by package, file, line and column, and drops repetitions.
func Sort(diags []Diagnostic) []Diagnostic {
	slices.SortStableFunc(diags, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.PkgPath, b.PkgPath), cmp.Compare(a.File, b.File),
			cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(diags, func(a, b Diagnostic) bool {
		a.EndCol, b.EndCol = 0, 0
		return a == b
	})
}

// position is how the go command and the compiler write one.
var position = regexp.MustCompile(`^(.+?\.go):(\d+)(?::(\d+))?(?::\s*|$)`)

// fromC is how a C compiler begins its messages.
var fromC = regexp.MustCompile(`^(fatal error|error|warning|note): `)

// listErrors are what the go command reports for a package. What keeps it from
// being built but not from being understood (cgo, embedded files) is left out.
func listErrors(cfg Config, p *packages.Package) []Diagnostic {
	var list []Diagnostic
	for _, e := range p.Errors {
		lines := strings.Split(e.Msg, "\n")
		if strings.HasPrefix(e.Msg, "# ") { // the output of a compiler
			lines = lines[1:]
			taken := false
			for _, line := range lines {
				m := position.FindString(line)
				switch {
				case taken && strings.HasPrefix(line, "\t"): // more of the same message
					list[len(list)-1].Message += " " + strings.TrimSpace(line)
				case m != "" && line != m && !fromC.MatchString(line[len(m):]):
					list = append(list, at(cfg, p.PkgPath, m, line[len(m):]))
					taken = true
				default:
					taken = false
				}
			}
			continue
		}
		msg := strings.Join(strings.Fields(e.Msg), " ")
		if strings.HasPrefix(msg, "pattern ") && strings.Contains(msg, "matching files") {
			continue
		}
		pos := e.Pos
		if m := position.FindString(msg); m != "" && m != msg {
			pos, msg = m, msg[len(m):]
		}
		list = append(list, at(cfg, p.PkgPath, pos, msg))
	}
	return list
}

// at makes a diagnostic of a message of the go command.
func at(cfg Config, pkgPath, pos, msg string) Diagnostic {
	d := Diagnostic{PkgPath: pkgPath, Category: annotations.Type, Message: msg}
	if m := position.FindStringSubmatch(pos); m != nil {
		d.File = m[1]
		if !filepath.IsAbs(d.File) {
			d.File = filepath.Join(cfg.workDir(), d.File)
		}
		d.Line, _ = strconv.Atoi(m[2])
		d.Col, _ = strconv.Atoi(m[3])
	}
	if strings.HasPrefix(msg, "syntax error") || strings.HasPrefix(msg, "expected ") || strings.Contains(msg, "illegal character") {
		d.Category = annotations.Parse
	}
	return d
}
