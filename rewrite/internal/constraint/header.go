package constraint

import (
	"bytes"
	"go/build/constraint"
	"strings"
)

// A header is what stands before a file's package clause, as far as build
// constraints go. Offsets are in bytes.
type header struct {
	from, to int             // the region from the first constraint line to the last; from == to where there is none
	insert   int             // where a new constraint goes
	goBuild  constraint.Expr // of the //go:build line, nil where there is none
	expr     constraint.Expr // the constraint in force: goBuild, else all // +build lines; nil where there is none
	eol      string
}

const bom = "\xef\xbb\xbf"

// parse finds the constraint lines as go/build does: //go:build anywhere before
// the package clause outside block comments, // +build only among leading line
// comments that a blank line follows.
func parse(src []byte) (header, error) {
	h := header{eol: "\n", from: -1}
	pos := 0
	if bytes.HasPrefix(src, []byte(bom)) {
		pos = len(bom)
	}
	h.insert = pos
	if i := bytes.IndexByte(src, '\n'); i > 0 && src[i-1] == '\r' {
		h.eol = "\r\n"
	}
	plusEnd := lastBlank(src, pos)
	h.insert = plusEnd

	inBlock := false
	for pos < len(src) {
		end := len(src)
		if i := bytes.IndexByte(src[pos:], '\n'); i >= 0 {
			end = pos + i + 1
		}
		line := strings.TrimSpace(string(src[pos:end]))
		switch {
		case inBlock || strings.HasPrefix(line, "/*"):
			line, inBlock = skipBlocks(line, inBlock)
			if line != "" && !strings.HasPrefix(line, "//") {
				return h.done(), nil
			}
		case constraint.IsGoBuild(line):
			x, err := constraint.Parse(line)
			if err != nil {
				return h, err
			}
			if h.goBuild == nil {
				h.goBuild = x
			}
			h.extend(pos, end)
		case constraint.IsPlusBuild(line) && pos < plusEnd:
			x, err := constraint.Parse(line)
			if err != nil {
				return h, err
			}
			h.expr = and(h.expr, x)
			h.extend(pos, end)
		case line != "" && !strings.HasPrefix(line, "//"):
			return h.done(), nil
		}
		pos = end
	}
	return h.done(), nil
}

func (h *header) extend(from, to int) {
	if h.from < 0 {
		h.from = from
	}
	h.to = to
}

func (h header) done() header {
	if h.from < 0 {
		h.from, h.to = h.insert, h.insert
	}
	if h.goBuild != nil {
		h.expr = h.goBuild
	}
	return h
}

// lastBlank is the offset behind the last blank line among the leading blank
// and // lines; pos where there is none.
func lastBlank(src []byte, pos int) int {
	last := pos
	for pos < len(src) {
		i := bytes.IndexByte(src[pos:], '\n')
		if i < 0 {
			break
		}
		line := bytes.TrimSpace(src[pos : pos+i])
		pos += i + 1
		if len(line) == 0 {
			last = pos
		} else if !bytes.HasPrefix(line, []byte("//")) {
			break
		}
	}
	return last
}

// skipBlocks drops block comments from the front of a line, one that an earlier
// line opened included, and tells whether one is open at its end.
func skipBlocks(line string, in bool) (rest string, open bool) {
	for {
		if in {
			_, after, closed := strings.Cut(line, "*/")
			if !closed {
				return "", true
			}
			line, in = strings.TrimSpace(after), false
		}
		if !strings.HasPrefix(line, "/*") {
			return line, false
		}
		line, in = line[len("/*"):], true
	}
}

func and(x, y constraint.Expr) constraint.Expr {
	if x == nil {
		return y
	}
	return &constraint.AndExpr{X: x, Y: y}
}

// EachTag calls f for every tag in x.
func EachTag(x constraint.Expr, f func(tag string)) {
	switch x := x.(type) {
	case *constraint.TagExpr:
		f(x.Tag)
	case *constraint.NotExpr:
		EachTag(x.X, f)
	case *constraint.AndExpr:
		EachTag(x.X, f)
		EachTag(x.Y, f)
	case *constraint.OrExpr:
		EachTag(x.X, f)
		EachTag(x.Y, f)
	}
}
