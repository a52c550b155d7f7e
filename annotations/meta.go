package annotations

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

const metaPrefix = "meta."

var (
	// A dot in a key would make a nested document of it in the database.
	metaKey = regexp.MustCompile(`^[\pL\p{Nd}_][\pL\p{Nd}_-]*$`)
	// JSON's numbers, so that 007 and 1.2.3 and NaN are text.
	number = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// metadata reads all meta.key=value.
func (a *args) metadata() []Meta {
	a.meta = true
	var list []Meta
	for _, arg := range a.list {
		key, ok := strings.CutPrefix(arg.key, metaPrefix)
		if !ok {
			continue
		}
		value, problem := metaValue(arg.value)
		switch {
		case !metaKey.MatchString(key):
			a.report(arg.pos, arg.end, BadValue, "%q is no key for metadata: letters, digits, _ and - make one", key)
		case arg.value == "":
			a.report(arg.pos, arg.end, BadValue, "%s= has no value", arg.key)
		case problem != "":
			a.report(arg.pos, arg.end, BadValue, "value %q of %s= %s", arg.value, arg.key, problem)
		default:
			list = append(list, Meta{Key: key, Value: value, Pos: arg.pos})
		}
	}
	return list
}

// metaValue is a number or a boolean where it is written as in JSON, the text of
// a quoted string, and else the text itself.
func metaValue(s string) (value any, problem string) {
	switch {
	case s == "true" || s == "false":
		return s == "true", ""
	case number.MatchString(s):
		if i, err := strconv.ParseInt(s, 10, 64); err == nil {
			return i, ""
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil || !strings.ContainsAny(s, ".eE") {
			return nil, `does not fit in 64 bits; in quotes it stays text`
		}
		return f, ""
	case strings.HasPrefix(s, `"`) || strings.HasPrefix(s, "`"):
		text, err := strconv.Unquote(s)
		if err != nil || !utf8.ValidString(text) {
			return nil, "is not one quoted string"
		}
		return text, ""
	}
	return s, ""
}
