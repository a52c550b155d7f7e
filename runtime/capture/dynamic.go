package capture

import (
	"reflect"
	"time"
	"unsafe"
)

// Any writes a value whose type is known only at run time. The common types go by a type switch; for the rest, in
// structs that an interface holds, reflection finds the form that generated code would have chosen.
func (v *Value) Any(x any) {
	switch x := x.(type) {
	case nil:
		v.Nil()
	case bool:
		v.Bool(x)
	case int:
		v.Int(x)
	case int64:
		v.Int64(x)
	case int32:
		v.Int64(int64(x))
	case uint64:
		v.Uint64(x)
	case float64:
		v.Float64(x)
	case float32:
		v.Float32(x)
	case string:
		v.String(x)
	case []byte:
		v.Bytes(x)
	case []int:
		v.Ints(x)
	case []float64:
		v.Float64s(x)
	case []string:
		v.Strings(x)
	case time.Time:
		v.Time(x)
	case time.Duration:
		v.Duration(x)
	case map[string]any:
		v.stringMap(x)
	case []any:
		v.anyList(x)
	default:
		v.element(reflect.ValueOf(x))
	}
}

func (v *Value) anyList(x []any) {
	if x == nil {
		v.Nil()
		return
	}
	if !v.Follow("[]any", unsafe.Pointer(unsafe.SliceData(x))) {
		return
	}
	if n := v.List("[]any", len(x)); n >= 0 {
		for _, e := range x[:n] {
			v.Any(e)
		}
		v.Close()
	}
	v.Close()
}

func (v *Value) stringMap(x map[string]any) {
	if x == nil {
		v.Nil()
		return
	}
	r := v.rec()
	if l := r.limits(); int(r.depth) >= l.MaxDepth || len(x) > l.MaxElements || r.tooMuch() {
		v.reflectedMap(reflect.ValueOf(x))
		return
	}
	if !v.Follow("map[string]any", *(*unsafe.Pointer)(unsafe.Pointer(&x))) {
		return
	}
	r.depth++
	b := r.room(maxHead)
	r.n = len(appendMapHead(b, len(x)))
	for k, e := range x {
		v.Key(k)
		v.Any(e)
	}
	v.Close()
	v.Close()
}
