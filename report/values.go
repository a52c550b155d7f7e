package report

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// What is kept of the values of one activity.
const (
	maxKeys     = 40
	maxExamples = 3
	maxExample  = 120 // bytes
)

// Values are what tasks of one activity used or generated, key by key.
type Values struct {
	keys []*Value
	More int // times a key was seen that is one too many to be listed
}

// A Value is what stood under one key.
type Value struct {
	Key      string
	Tasks    int
	Numbers  int     // how many of them were finite numbers
	Min, Max float64 // of the numbers
	Last     float64
	sum      float64
	Distinct bool     // Examples are all the values there were
	Examples []string // the first different ones that are no numbers, as JSON, cut where long
}

// All are the keys in the order in which they were seen first.
func (v *Values) All() []*Value { return v.keys }

// Mean is that of the numbers.
func (v *Value) Mean() float64 { return v.sum / float64(v.Numbers) }

// add takes the field of a record; what is no map, as Python sends some, stands under arg0, as it will in the database.
func (v *Values) add(field any) {
	m, ok := field.(map[string]any)
	if !ok {
		if field != nil {
			v.one("arg0", field)
		}
		return
	}
	keys := make([]string, 0, 8)
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		v.one(k, m[k])
	}
}

func (v *Values) one(key string, value any) {
	at := slices.IndexFunc(v.keys, func(e *Value) bool { return e.Key == key })
	if at < 0 {
		if len(v.keys) == maxKeys {
			v.More++
			return
		}
		at = len(v.keys)
		v.keys = append(v.keys, &Value{Key: key, Distinct: true})
	}
	v.keys[at].add(value)
}

func (v *Value) add(value any) {
	v.Tasks++
	if n, ok := numeric(value); ok && !math.IsNaN(n) && !math.IsInf(n, 0) {
		if v.Numbers == 0 {
			v.Min, v.Max = n, n
		}
		v.Min, v.Max, v.Last = min(v.Min, n), max(v.Max, n), n
		v.sum += n
		v.Numbers++
		return
	}
	if !v.Distinct {
		return
	}
	example := cut(JSON(value), maxExample)
	switch {
	case slices.Contains(v.Examples, example):
	case len(v.Examples) < maxExamples:
		v.Examples = append(v.Examples, example)
	default:
		v.Distinct = false
	}
}

// JSON is v on one line, numbers that JSON has no spelling for by their names.
func JSON(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(Plain(v)); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Plain is v with numbers that JSON has no spelling for replaced by their names.
func Plain(v any) any {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = Plain(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = Plain(e)
		}
		return l
	}
	return v
}

// cut shortens s to about n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
