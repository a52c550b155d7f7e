package settings

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// read puts a node's value into what the pointer points to. Null leaves it as it
// is, but makes a boolean false.
func (d *document) read(into any, n *yaml.Node) error {
	r := &reader{document: d}
	switch p := into.(type) {
	case *[]string:
		if n.Kind == yaml.SequenceNode {
			return r.list(p, n)
		}
		if off, isBool := parseBool(n.Value); n.ShortTag() == "!!bool" && isBool && !off {
			*p = nil
			return nil
		}
	case *map[string]any:
		return r.mapping(p, n)
	}
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("want %s, got %s", kind(into), shape(n))
	}
	text, null, err := r.text(n)
	if err != nil {
		return err
	}
	if null {
		if p, ok := into.(*bool); ok {
			*p = false
		}
		return nil
	}
	return parse(into, text)
}

func (r *reader) list(into *[]string, n *yaml.Node) error {
	list := make([]string, 0, len(n.Content))
	for _, e := range n.Content {
		e = follow(e)
		if e.Kind != yaml.ScalarNode {
			return fmt.Errorf("want %s, got %s in it", kind(into), shape(e))
		}
		text, null, err := r.text(e)
		if err != nil {
			return err
		}
		if !null {
			list = append(list, text)
		}
	}
	*into = list
	return nil
}

func (r *reader) mapping(into *map[string]any, n *yaml.Node) error {
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("want %s, got %s", kind(into), shape(n))
	}
	v, err := r.value(n, 0, true)
	if err == nil {
		*into = v.(map[string]any)
	}
	return err
}

// maxNesting bounds how deep the values of a free-form section may nest.
const maxNesting = 64

// value is any node as nil, bool, int64, uint64, float64, string, []any or
// map[string]any, read as YAML 1.1. Its ${…} are resolved where asked for.
func (r *reader) value(n *yaml.Node, depth int, resolve bool) (any, error) {
	if err := r.step(); err != nil {
		return nil, err
	}
	if depth > maxNesting {
		return nil, errTooMuch
	}
	switch n = follow(n); n.Kind {
	case yaml.MappingNode:
		list, _ := r.entries(n, "")
		m := make(map[string]any, len(list))
		for _, e := range list {
			v, err := r.value(e.value, depth+1, resolve)
			if err != nil {
				return nil, err
			}
			m[e.name] = v
		}
		return m, nil
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, e := range n.Content {
			v, err := r.value(e, depth+1, resolve)
			if err != nil {
				return nil, err
			}
			list[i] = v
		}
		return list, nil
	}
	if resolve && strings.Contains(n.Value, "${") {
		text, null, err := r.text(n)
		if err != nil || null {
			return nil, err
		}
		return text, nil
	}
	return scalar(n), nil
}

func scalar(n *yaml.Node) any {
	quoted := n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0
	switch tag := n.ShortTag(); {
	case isNull(n):
		return nil
	case tag == "!!bool", tag == "!!str" && !quoted && len(n.Value) > 1:
		if b, ok := parseBool(n.Value); ok {
			return b
		}
	case tag == "!!int":
		if i, ok := parseInt(n.Value); ok {
			return i
		}
		if u, err := strconv.ParseUint(n.Value, 0, 64); err == nil {
			return u
		}
	case tag == "!!float":
		var f float64
		if n.Decode(&f) == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	}
	return n.Value
}
