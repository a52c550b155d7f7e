package prov

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"unicode/utf8"
)

// DecodeJSON reads one record from a line of a file, ours or Python's: a JSON
// object, with NaN, Infinity and -Infinity where a number may stand. A number
// without fraction and exponent is int64, else uint64, else json.Number, so
// that no digit is lost; one with them is float64, infinite where it is too
// large. Of a repeated key the last value counts, and invalid UTF-8 is
// replaced, as encoding/json does.
func DecodeJSON(line []byte) (map[string]any, error) {
	p := jsonParser{b: line}
	m, err := p.record()
	if err != nil {
		return nil, fmt.Errorf("prov: %w at byte %d", err, p.i+1)
	}
	return m, nil
}

var (
	errNotObject = errors.New("no JSON object")
	errSyntax    = errors.New("invalid JSON")
	errShortJSON = errors.New("JSON ends too early")
)

// jsonParser reads b from i on.
type jsonParser struct {
	b []byte
	i int
}

func (p *jsonParser) record() (map[string]any, error) {
	if p.peek() != '{' {
		return nil, errNotObject
	}
	m, err := p.object(0)
	if err != nil {
		return nil, err
	}
	if p.peek(); p.i < len(p.b) {
		return nil, errTrailing
	}
	return m, nil
}

// peek passes white space and returns the byte behind it, 0 at the end.
func (p *jsonParser) peek() byte {
	for ; p.i < len(p.b); p.i++ {
		switch c := p.b[p.i]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// expect passes white space and c.
func (p *jsonParser) expect(c byte) error {
	if p.peek() == c && p.i < len(p.b) {
		p.i++
		return nil
	}
	return p.wrong()
}

// wrong is the error for what stands at i.
func (p *jsonParser) wrong() error {
	if p.i >= len(p.b) {
		return errShortJSON
	}
	return errSyntax
}

func (p *jsonParser) value(depth int) (any, error) {
	switch c := p.peek(); {
	case c == '{':
		return orNil(p.object(depth))
	case c == '[':
		return orNil(p.list(depth))
	case c == '"':
		return orNil(p.text())
	case c == '-', c >= '0' && c <= '9':
		return p.number()
	}
	switch {
	case p.word("null"):
		return nil, nil
	case p.word("true"):
		return true, nil
	case p.word("false"):
		return false, nil
	case p.word("NaN"):
		return math.NaN(), nil
	case p.word("Infinity"):
		return math.Inf(1), nil
	}
	return nil, p.wrong()
}

func orNil[T any](v T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// word passes w if it stands at i.
func (p *jsonParser) word(w string) bool {
	if !bytes.HasPrefix(p.b[p.i:], []byte(w)) {
		return false
	}
	p.i += len(w)
	return true
}

func (p *jsonParser) object(depth int) (map[string]any, error) {
	if depth >= MaxDepth {
		return nil, errDepth
	}
	p.i++ // {
	m := map[string]any{}
	if p.peek() == '}' {
		p.i++
		return m, nil
	}
	for {
		if p.peek() != '"' {
			return nil, p.wrong()
		}
		key, err := p.text()
		if err != nil {
			return nil, err
		}
		if err := p.expect(':'); err != nil {
			return nil, err
		}
		if m[key], err = p.value(depth + 1); err != nil {
			return nil, err
		}
		if p.peek() == ',' {
			p.i++
			continue
		}
		return m, p.expect('}')
	}
}

func (p *jsonParser) list(depth int) ([]any, error) {
	if depth >= MaxDepth {
		return nil, errDepth
	}
	p.i++ // [
	list := []any{}
	if p.peek() == ']' {
		p.i++
		return list, nil
	}
	for {
		v, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
		if p.peek() == ',' {
			p.i++
			continue
		}
		return list, p.expect(']')
	}
}

// text reads a string. One with escapes, control characters or invalid UTF-8 is
// left to encoding/json.
func (p *jsonParser) text() (string, error) {
	start := p.i
	plain := true
	for i := start + 1; i < len(p.b); i++ {
		switch c := p.b[i]; {
		case c == '\\':
			plain = false
			i++
		case c < ' ':
			plain = false
		case c == '"':
			quoted := p.b[start : i+1]
			if inner := quoted[1 : len(quoted)-1]; plain && utf8.Valid(inner) {
				p.i = i + 1
				return string(inner), nil
			}
			var s string
			if err := json.Unmarshal(quoted, &s); err != nil {
				return "", errSyntax
			}
			p.i = i + 1
			return s, nil
		}
	}
	p.i = len(p.b)
	return "", errShortJSON
}

func (p *jsonParser) number() (any, error) {
	if p.word("-Infinity") {
		return math.Inf(-1), nil
	}
	start := p.i
	p.word("-")
	if !p.word("0") && !p.digits() {
		return nil, p.wrong()
	}
	integer := true
	if p.word(".") {
		integer = false
		if !p.digits() {
			return nil, p.wrong()
		}
	}
	if p.word("e") || p.word("E") {
		integer = false
		if !p.word("+") {
			p.word("-")
		}
		if !p.digits() {
			return nil, p.wrong()
		}
	}
	text := string(p.b[start:p.i])
	if integer {
		return parseInteger(text), nil
	}
	// The syntax is checked: what remains is a number too large, for which
	// ParseFloat gives the infinity that Python gives as well.
	f, _ := strconv.ParseFloat(text, 64)
	return f, nil
}

// digits passes one or more.
func (p *jsonParser) digits() bool {
	start := p.i
	for p.i < len(p.b) && p.b[p.i] >= '0' && p.b[p.i] <= '9' {
		p.i++
	}
	return p.i > start
}

func parseInteger(text string) any {
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	if u, err := strconv.ParseUint(text, 10, 64); err == nil {
		return u
	}
	return json.Number(text)
}
