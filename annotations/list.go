package annotations

import (
	"go/token"
	"slices"
	"strings"
	"unicode"
)

// pieces splits a list at its commas, without the spaces that a quoted argument
// can have around them, and reports the empty ones.
func (a *args) pieces(key string) []piece {
	arg := a.value(key)
	if arg == nil {
		return nil
	}
	var list []piece
	start := 0
	for part := range strings.SplitSeq(arg.value, ",") {
		i := start + len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
		p := piece{arg, i, i + len(strings.TrimSpace(part))}
		if p.i >= p.j {
			p.i, p.j = start, start
			a.report(p.pos(), p.end(), BadValue, "empty name in %s= (a list has no spaces)", key)
		} else {
			list = append(list, p)
		}
		start += len(part) + len(",")
	}
	return list
}

// distinct reads a list of pieces of a form, each of which stands there once.
func (a *args) distinct(key string, f form) []Name {
	var list []Name
	for _, p := range a.pieces(key) {
		if !a.check(p, f) {
			continue
		}
		if slices.ContainsFunc(list, func(n Name) bool { return n.Text == p.text() }) {
			a.report(p.pos(), p.end(), Duplicate, "%q is repeated in %s=", p.text(), key)
		}
		list = append(list, p.name())
	}
	return list
}

// end is exact where the name is written without escapes, and close enough for
// the end of a range where it is not.
func (n Name) end() token.Pos { return n.Pos + token.Pos(len(n.Text)) }

// parameters reads a list of names, or of field paths where the form allows
// them, each of which begins with a parameter of the function or its receiver.
func (a *args) parameters(key string, f form, fn *function) []Name {
	list := a.distinct(key, f)
	for _, n := range list {
		root, _, _ := strings.Cut(n.Text, ".")
		if fn != nil && !slices.Contains(fn.params, root) {
			a.report(n.Pos, n.end(), UnknownName, "%q in %s= is no parameter of %s%s", root, key, fn.name, DidYouMean(root, fn.params))
		}
	}
	return list
}

// used reads used=, which records a field under its own name.
func (a *args) used(fn *function) []Name {
	list := a.parameters("used", selector, fn)
	by := map[string]string{}
	for _, n := range list {
		key := n.Text[strings.LastIndexByte(n.Text, '.')+1:]
		if other, ok := by[key]; ok && other != n.Text {
			a.report(n.Pos, n.end(), NameClash, "%q and %q would both be recorded as %q", other, n.Text, key)
		}
		by[key] = n.Text
	}
	return list
}

// results reads output= of a function: names for its results, or "*".
func (a *args) results() (list []Name, fields bool) {
	pieces := a.pieces("output")
	if len(pieces) == 1 && pieces[0].text() == "*" {
		return nil, true
	}
	for _, p := range pieces {
		switch text := p.text(); {
		case text == "*":
			a.report(p.pos(), p.end(), BadValue, "* in output= stands alone")
		case !a.check(p, word):
		case text != "_" && slices.ContainsFunc(list, func(n Name) bool { return n.Text == text }):
			a.report(p.pos(), p.end(), NameClash, "two results would be recorded as %q", text)
		default:
			list = append(list, p.name())
		}
	}
	return list, false
}

// rename reads pairs old:new. Any text may be a name, as the fields of a
// flag.FlagSet are called what its flags are.
func (a *args) rename() []Rename {
	var list []Rename
	from, to := map[string]bool{}, map[string]string{}
	for _, p := range a.pieces("rename") {
		before, after, ok := strings.Cut(p.text(), ":")
		switch {
		case !ok || before == "" || after == "" || strings.Contains(after, ":"):
			a.report(p.pos(), p.end(), BadValue, "%q in rename= is not a pair old:new", p.text())
			continue
		case from[before]:
			a.report(p.pos(), p.end(), Duplicate, "%q is renamed twice", before)
		case to[after] != "":
			a.report(p.pos(), p.end(), NameClash, "%q and %q would both be recorded as %q", to[after], before, after)
		}
		from[before], to[after] = true, before
		colon := p.i + len(before)
		list = append(list, Rename{From: piece{p.arg, p.i, colon}.name(), To: piece{p.arg, colon + 1, p.j}.name()})
	}
	return list
}
