package prov_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
)

// randomValue is a value of the kinds that Decode gives, but for float32 and
// []byte, which JSON does not bring back.
func randomValue(rnd *rand.Rand, depth int) any {
	n := 9
	if depth == 0 {
		n = 7
	}
	switch rnd.IntN(n) {
	case 0:
		return nil
	case 1:
		return rnd.IntN(2) == 0
	case 2:
		return rnd.Int64() >> rnd.IntN(64) * int64(1-2*rnd.IntN(2))
	case 3:
		return uint64(math.MaxInt64) + 1 + rnd.Uint64()>>1
	case 4:
		return randomFloat(rnd)
	case 5, 6:
		return randomString(rnd)
	case 7:
		list := []any{}
		for range rnd.IntN(5) {
			list = append(list, randomValue(rnd, depth-1))
		}
		return list
	}
	m := map[string]any{}
	for range rnd.IntN(20) {
		m[randomString(rnd)] = randomValue(rnd, depth-1)
	}
	return m
}

// randomFloat prefers what is hard to print: any bits at all, few digits,
// around the powers where the spelling changes.
func randomFloat(rnd *rand.Rand) float64 {
	switch rnd.IntN(4) {
	case 0:
		return math.Float64frombits(rnd.Uint64())
	case 1:
		return float64(rnd.IntN(1000)) / 100
	case 2:
		return math.Nextafter(math.Pow10(rnd.IntN(24)-7), float64(rnd.IntN(3)-1)*1e300)
	}
	return []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, 5e-324}[rnd.IntN(7)]
}

func randomString(rnd *rand.Rand) string {
	pieces := []string{"a", "Z", " ", "\"", "\\", "/", "\n", "\r", "\t", "\b", "\f", "\x00", "\x1f", "\x7f",
		"é", "\u2028", "\ufffd", "漢", "😀", "$", ".", "<"}
	var s strings.Builder
	for range rnd.IntN(12) {
		s.WriteString(pieces[rnd.IntN(len(pieces))])
	}
	return s.String()
}

// equalValues is reflect.DeepEqual, where NaN equals itself and 0 is not -0.
func equalValues(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k := range a {
			if v, ok := b[k]; !ok || !equalValues(a[k], v) {
				return false
			}
		}
		return true
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !equalValues(a[i], b[i]) {
				return false
			}
		}
		return true
	case float64:
		b, ok := b.(float64)
		return ok && (math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b))
	case json.Number:
		b, ok := b.(json.Number)
		return ok && a == b
	}
	return reflect.DeepEqual(a, b)
}
