package curate

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// rules say how the values of some fields become one; a was there before b. They are commutative where the fields are
// what they should be.
var rules = map[string]func(a, b any) any{
	prov.KeyStatus:         furtherStatus,
	prov.KeyStartedAt:      earliest,
	prov.KeyRegisteredAt:   earliest,
	prov.KeyEndedAt:        latest,
	prov.KeyInterceptorIDs: union,
}

// Merge joins to the fields of a document those of another one of the same kind and id, which comes after it. What it
// returns is into, changed; from may become a part of it.
func Merge(kind Kind, into, from map[string]any) map[string]any {
	earlier, later := summaryDuration(into), summaryDuration(from)
	for name, b := range from {
		a, both := into[name]
		switch rule := rules[name]; {
		case !both:
			into[name] = b
		case rule != nil:
			into[name] = rule(a, b)
		default:
			into[name] = join(a, b)
		}
	}
	if kind == Task {
		summarize(into, earlier, later)
	}
	return into
}

// join is b, or both where they are maps.
func join(a, b any) any {
	x, ok := a.(map[string]any)
	if !ok {
		return b
	}
	y, ok := b.(map[string]any)
	if !ok {
		return b
	}
	for k, v := range y {
		if old, ok := x[k]; ok {
			v = join(old, v)
		}
		x[k] = v
	}
	return x
}

func earliest(a, b any) any {
	if less, ok := before(a, b); ok && less {
		return a
	}
	return b
}

func latest(a, b any) any {
	if less, ok := before(b, a); ok && less {
		return a
	}
	return b
}

// union is the set of two lists' elements, sorted.
func union(a, b any) any {
	x, ok := a.([]any)
	if !ok {
		return b
	}
	y, ok := b.([]any)
	if !ok {
		return b
	}
	all := slices.Concat(x, y)
	slices.SortStableFunc(all, compareText)
	return slices.CompactFunc(all, Equal)
}

// compareText orders values so that those which are equal stand together.
func compareText(a, b any) int {
	x, ok := a.(string)
	if y, both := b.(string); ok && both {
		return strings.Compare(x, y)
	}
	return bytes.Compare(appendTyped(nil, a), appendTyped(nil, b))
}

// appendTyped appends a text that only equal values share.
func appendTyped(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return strconv.AppendQuote(append(b, 's'), v)
	case []any:
		b = append(b, '[')
		for _, in := range v {
			b = append(appendTyped(b, in), ',')
		}
		return append(b, ']')
	case map[string]any:
		b = append(b, '{')
		for _, k := range slices.Sorted(maps.Keys(v)) {
			b = append(appendTyped(strconv.AppendQuote(b, k), v[k]), ',')
		}
		return append(b, '}')
	}
	return fmt.Appendf(b, "%T %v", v, v)
}

func summaryDuration(fields map[string]any) any {
	summary, _ := fields[keySummary].(map[string]any)
	return summary[keyDuration]
}
