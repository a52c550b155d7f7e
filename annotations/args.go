package annotations

import (
	"go/ast"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An arg is one argument, "flag" or "key=value".
type arg struct {
	key, value string
	hasValue   bool
	pos, end   token.Pos // with quotes, if it has them
	written    string    // as it stands in the comment
}

// at is the position of the byte at offset i of "key=value", inside the quotes
// of a quoted argument and behind its escapes too.
func (a *arg) at(i int) token.Pos {
	switch a.written[0] {
	case '`':
		return a.pos + 1 + token.Pos(i)
	case '"':
		rest := a.written[1:]
		for i > 0 {
			c, multibyte, tail, err := strconv.UnquoteChar(rest, '"')
			if err != nil {
				break
			}
			n := 1
			if multibyte {
				n = utf8.RuneLen(c)
			}
			if i -= n; i >= 0 {
				rest = tail
			}
		}
		return a.pos + token.Pos(len(a.written)-len(rest))
	}
	return a.pos + token.Pos(i)
}

// A piece is a part of an argument's value that is judged by itself.
type piece struct {
	arg  *arg
	i, j int // of arg.value
}

func (p piece) text() string   { return p.arg.value[p.i:p.j] }
func (p piece) pos() token.Pos { return p.arg.at(len(p.arg.key) + len("=") + p.i) }
func (p piece) end() token.Pos { return p.arg.at(len(p.arg.key) + len("=") + p.j) }
func (p piece) name() Name     { return Name{Text: p.text(), Pos: p.pos()} }

// args are a directive's arguments while they are being read. Each key that is
// asked for counts as one that the directive takes; finish reports the others.
type args struct {
	s     *scanner
	d     ast.Directive
	list  []*arg // in source order, each key once
	taken []string
	meta  bool // it takes meta.*
	bad   bool // something was reported
	cut   bool // reading stopped before the end
}

// readArgs splits a directive into arguments and reports what is no argument,
// or is one again.
func (s *scanner) readArgs(d ast.Directive) *args {
	a := &args{s: s, d: d}
	parsed, err := d.ParseArgs()
	if err != nil {
		pos := badQuote(d)
		a.report(pos, d.End(), Parse, "quoted argument of //flowcept:%s is malformed", d.Name)
		a.cut = true
		return a
	}
	for i, p := range parsed {
		next := d.End()
		if i+1 < len(parsed) {
			next = parsed[i+1].Pos
		}
		written := strings.TrimSpace(d.Args[p.Pos-d.ArgsPos : next-d.ArgsPos])
		arg := &arg{pos: p.Pos, end: p.Pos + token.Pos(len(written)), written: written}
		arg.key, arg.value, arg.hasValue = strings.Cut(p.Arg, "=")
		switch {
		case !utf8.ValidString(p.Arg):
			a.report(arg.pos, arg.end, Parse, "argument of //flowcept:%s is not UTF-8", d.Name)
		case arg.key == "":
			a.report(arg.pos, arg.end, Parse, "argument of //flowcept:%s has no key", d.Name)
		case openQuote(arg):
			// What follows is the rest of the value, and would be reported as unknown keys.
			a.report(arg.pos, arg.end, Parse, "an argument with a space is quoted whole: %q", arg.key+"=…")
			a.cut = true
			return a
		case a.find(arg.key) != nil:
			a.report(arg.pos, arg.end, RepeatedKey, "key %q is repeated in //flowcept:%s", arg.key, d.Name)
		default:
			a.list = append(a.list, arg)
		}
	}
	return a
}

// openQuote tells whether the value begins with a quote that it does not end,
// as the first half of key="two words" does.
func openQuote(a *arg) bool {
	if a.value == "" || !strings.Contains("\"`", a.value[:1]) {
		return false
	}
	_, err := strconv.QuotedPrefix(a.value)
	return err != nil
}

// badQuote is where the argument begins that ParseArgs fails on, which its error
// does not say.
func badQuote(d ast.Directive) token.Pos {
	rest := d.Args
	for rest != "" {
		here := d.End() - token.Pos(len(rest))
		n := strings.IndexFunc(rest, unicode.IsSpace)
		if n < 0 {
			n = len(rest)
		}
		if rest[0] == '"' || rest[0] == '`' {
			q, err := strconv.QuotedPrefix(rest)
			if n = len(q); err != nil || n < len(rest) && strings.IndexFunc(rest[n:], unicode.IsSpace) != 0 {
				return here
			}
		}
		rest = strings.TrimLeftFunc(rest[n:], unicode.IsSpace)
	}
	return d.Pos()
}

func (a *args) report(pos, end token.Pos, category, format string, v ...any) {
	a.bad = true
	a.s.report(pos, end, category, format, v...)
}

func (a *args) find(key string) *arg {
	for _, arg := range a.list {
		if arg.key == key {
			return arg
		}
	}
	return nil
}

// take is the argument with this key, nil if it is not given.
func (a *args) take(key string) *arg {
	a.taken = append(a.taken, key)
	return a.find(key)
}

// finish reports the keys nobody took, fills in where the directive stands, and
// tells whether all is well.
func (a *args) finish(where *Directive) bool {
	*where = Directive{Pos: a.d.Pos(), End: a.d.End(), args: map[string]token.Pos{}}
	for _, arg := range a.list {
		where.args[arg.key] = arg.pos
		if slices.Contains(a.taken, arg.key) || a.meta && strings.HasPrefix(arg.key, metaPrefix) {
			continue
		}
		candidates := a.taken
		if head, tail, dotted := strings.Cut(arg.key, "."); a.meta && (dotted || head == "meta") {
			if tail == "" {
				tail = "key"
			}
			candidates = append(slices.Clone(a.taken), metaPrefix+tail)
		}
		a.report(arg.pos, arg.end, UnknownKey, "unknown key %q in //flowcept:%s%s", arg.key, a.d.Name, DidYouMean(arg.key, candidates))
	}
	return !a.bad
}
