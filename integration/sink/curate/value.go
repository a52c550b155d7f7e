package curate

import (
	"bytes"
	"math"
	"reflect"
)

// Date is a moment in milliseconds since the Unix epoch, as precise as the database keeps it.
type Date int64

// widen makes a single, at any depth, the double that the database has.
func widen(v any) any {
	switch v := v.(type) {
	case float32:
		return float64(v)
	case []any:
		for i := range v {
			v[i] = widen(v[i])
		}
	case map[string]any:
		for k, in := range v {
			if w, ok := in.(float32); ok {
				v[k] = float64(w)
			} else {
				widen(in)
			}
		}
	}
	return v
}

// number is a number's value in double precision.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case uint64:
		return float64(v), true
	}
	return 0, false
}

// before reports whether a is less than b, where both are numbers or both are dates.
func before(a, b any) (less, comparable bool) {
	if x, ok := a.(Date); ok {
		y, ok := b.(Date)
		return x < y, ok
	}
	x, ok := number(a)
	if !ok {
		return false, false
	}
	y, ok := number(b)
	return x < y, ok
}

// Equal reports whether two values of documents are the same, of the same type. NaN is equal to itself, and 0 is not
// equal to -0.
func Equal(a, b any) bool {
	switch a := a.(type) {
	case nil:
		return b == nil
	case string:
		b, ok := b.(string)
		return ok && a == b
	case bool, int64, uint64, Date:
		return a == b
	case float64:
		b, ok := b.(float64)
		return ok && (math.Float64bits(a) == math.Float64bits(b) || a != a && b != b)
	case []byte:
		b, ok := b.([]byte)
		return ok && bytes.Equal(a, b)
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !Equal(a[i], b[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k, v := range a {
			w, ok := b[k]
			if !ok || !Equal(v, w) {
				return false
			}
		}
		return true
	}
	return reflect.DeepEqual(a, b)
}
