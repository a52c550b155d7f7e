package annotations

import (
	"go/parser"
	goscanner "go/scanner"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// value is an argument that must have a value; nil where it is not given or has
// none.
func (a *args) value(key string) *arg {
	arg := a.take(key)
	switch {
	case arg == nil:
	case strings.TrimSpace(arg.value) == "":
		a.report(arg.pos, arg.end, BadValue, "%s= has no value", key)
		return nil
	case strings.Contains("\"`", arg.value[:1]) && key != "capture" && key != "parent":
		a.report(arg.pos, arg.end, BadValue, "an argument is quoted whole: %q", key+"=…")
		return nil
	}
	return arg
}

// text reads a value that may be anything.
func (a *args) text(key string) *Name {
	return a.one(key, anything)
}

// one reads a value of a form.
func (a *args) one(key string, f form) *Name {
	arg := a.value(key)
	if arg == nil {
		return nil
	}
	whole := piece{arg, 0, len(arg.value)}
	a.check(whole, f)
	n := whole.name()
	return &n
}

// flag reads an argument that stands alone.
func (a *args) flag(key string) bool {
	arg := a.take(key)
	if arg != nil && arg.hasValue {
		a.report(arg.pos, arg.end, BadValue, "%s takes no value", key)
	}
	return arg != nil
}

// only reads a key that has one possible value.
func (a *args) only(key, value string) bool {
	arg := a.take(key)
	if arg != nil && arg.value != value {
		a.report(arg.pos, arg.end, BadValue, "%s= takes %q only, not %q", key, value, arg.value)
	}
	return arg != nil
}

// telemetry reads "telemetry" or "telemetry=off".
func (a *args) telemetry() Telemetry {
	switch arg := a.take("telemetry"); {
	case arg == nil:
		return TelemetryDefault
	case !arg.hasValue:
		return TelemetryOn
	case arg.value == "off":
		return TelemetryOff
	default:
		a.report(arg.pos, arg.end, BadValue, `telemetry stands alone or is "off", not %q`, arg.value)
		return TelemetryDefault
	}
}

// lightweight reads the flag. Telemetry excludes it: what has no start and no
// end has no metrics at them.
func (a *args) lightweight(t Telemetry) bool {
	on := a.flag("lightweight")
	if on && t == TelemetryOn {
		later := a.find("lightweight")
		if t := a.find("telemetry"); t.pos > later.pos {
			later = t
		}
		a.report(later.pos, later.end, Conflict, "lightweight and telemetry exclude each other")
	}
	return on
}

// every reads a whole number from 1 on; 1 when it is not given.
func (a *args) every() int {
	arg := a.value("every")
	if arg == nil {
		return 1
	}
	n, err := strconv.ParseUint(arg.value, 10, 31) // an int on every platform
	if err != nil || n == 0 {
		a.report(arg.pos, arg.end, BadValue, "every= takes a whole number from 1 on, not %q", arg.value)
	}
	return int(n)
}

// expression reads a Go expression, whose type is for others to check.
func (a *args) expression(key string) *Name {
	n := a.text(key)
	if n == nil {
		return nil
	}
	problem := ""
	_, err := parser.ParseExpr(n.Text)
	if list, ok := err.(goscanner.ErrorList); ok && len(list) > 0 {
		problem = list[0].Msg
	} else if err != nil {
		problem = err.Error()
	} else if hasComment(n.Text) {
		problem = "it contains a comment"
	}
	if problem != "" {
		arg := a.find(key)
		a.report(arg.pos, arg.end, BadValue, "%s= is not a Go expression: %s", key, problem)
	}
	return n
}

// hasComment tells whether a comment stands in an expression. Printed into a
// line of code it would take along what stands behind it.
func hasComment(expr string) bool {
	var sc goscanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(expr))
	sc.Init(file, []byte(expr), func(token.Position, string) {}, goscanner.ScanComments)
	for {
		switch _, tok, _ := sc.Scan(); tok {
		case token.COMMENT:
			return true
		case token.EOF:
			return false
		}
	}
}

// A form is what a piece must look like.
type form struct {
	what string
	ok   func(string) bool
}

var (
	anything   = form{"text", func(string) bool { return true }}
	identifier = form{"a Go identifier", isVariable}
	selector   = form{"a Go identifier or selector", func(s string) bool {
		return !slices.ContainsFunc(strings.Split(s, "."), func(s string) bool { return !isVariable(s) })
	}}
	// word is a recorded name, for which Go's keywords ("type") are as good as others.
	word = form{"a name of letters, digits and underscores", func(s string) bool {
		return token.IsIdentifier(s) || token.IsKeyword(s)
	}}
)

func isVariable(s string) bool { return token.IsIdentifier(s) && s != "_" }

func (a *args) check(p piece, f form) bool {
	if f.ok(p.text()) {
		return true
	}
	a.report(p.pos(), p.end(), BadValue, "%q in %s= is not %s", p.text(), p.arg.key, f.what)
	return false
}
