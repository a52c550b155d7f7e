package settings

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxSteps bounds the work of one value: of ${…} that refer to one another, and
// of aliases in a map.
const maxSteps = 10_000

var errTooMuch = errors.New("refers to itself, or to too much")

// reader reads one value of a document.
type reader struct {
	*document
	steps int
}

func (r *reader) step() error {
	if r.steps++; r.steps > maxSteps {
		return errTooMuch
	}
	return nil
}

// text is a scalar's text with its ${…} resolved as OmegaConf does; null says
// that there is none.
func (r *reader) text(n *yaml.Node) (text string, null bool, err error) {
	if isNull(n) {
		return "", true, nil
	}
	return r.expand(n.Value)
}

func (r *reader) expand(s string) (text string, null bool, err error) {
	var b strings.Builder
	for s != "" {
		if err := r.step(); err != nil {
			return "", false, err
		}
		if b.Len() > maxSteps {
			return "", false, errTooMuch
		}
		i := strings.Index(s, "${")
		if i < 0 {
			break
		}
		if i > 0 && s[i-1] == '\\' {
			b.WriteString(s[:i-1] + "${")
			s = s[i+2:]
			continue
		}
		end := closing(s, i)
		if end < 0 {
			return "", false, errors.New("a ${ is not closed")
		}
		value, null, err := r.resolve(s[i+2 : end])
		if err != nil {
			return "", false, err
		}
		if null {
			if i == 0 && b.Len() == 0 && end == len(s)-1 {
				return "", true, nil
			}
			value = "None" // as OmegaConf writes it inside a text
		}
		b.WriteString(s[:i] + value)
		s = s[end+1:]
	}
	return b.String() + s, false, nil
}

// closing is the index of the brace that closes the ${ at i, or -1.
func closing(s string, i int) int {
	depth := 0
	for ; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// resolve is what the inside of a ${…} stands for.
func (r *reader) resolve(inside string) (text string, null bool, err error) {
	variable, isEnv := strings.CutPrefix(inside, "oc.env:")
	if !isEnv {
		return r.reference(strings.TrimSpace(inside))
	}
	name, fallback, hasFallback := strings.Cut(variable, ",")
	name = strings.TrimSpace(name)
	if value, set := r.env(name); set {
		return value, false, nil
	}
	if !hasFallback {
		return "", false, fmt.Errorf("environment variable %s is not set", name)
	}
	fallback = strings.TrimSpace(fallback)
	if fallback == "null" {
		return "", true, nil
	}
	if n := len(fallback); n > 1 && fallback[0] == fallback[n-1] && (fallback[0] == '\'' || fallback[0] == '"') {
		fallback = fallback[1 : n-1]
	}
	return r.expand(fallback)
}

// reference is the value of another key of the file.
func (r *reader) reference(path string) (text string, null bool, err error) {
	if resolver, _, ok := strings.Cut(path, ":"); ok {
		return "", false, &mismatch{want: "want ${oc.env:…} or ${section.key}", got: resolver}
	}
	if strings.HasPrefix(path, ".") {
		return "", false, &mismatch{want: "want the whole key in ${…}", got: path}
	}
	n := r.find(r.root, path)
	switch {
	case n == nil:
		return "", false, &mismatch{want: "want a key of this file in ${…}", got: path}
	case n.Kind != yaml.ScalarNode:
		return "", false, &mismatch{want: "want a key in ${…} that has one value", got: path}
	}
	if err := r.step(); err != nil {
		return "", false, err
	}
	return r.text(n)
}
