package capture

import (
	"context"
	"errors"
	"testing"
	"time"
	"unsafe"
)

var siteAlloc = Site{Activity: "alloc", Func: "capture.alloc"}

// TestNoWayOfRecordingAValueAllocates covers what generated code can call, each directly: whether a Record stays on the
// stack is decided by the compiler, call by call.
func TestNoWayOfRecordingAValueAllocates(t *testing.T) {
	if !pinning {
		t.Skip("nodes are single allocations without pinning, and sync.Pool forgets at random under the race detector")
	}
	begin(t)
	at, p, err := time.Now(), &pair{1, 2}, errors.New("no such file")
	ints, floats, texts, bools, singles := []int{1, 2}, []float64{1, 2}, []string{"a", "b"}, []bool{true}, []float32{1}
	long := make([]int, 100)
	octets := []byte("abc")
	var boxed any = 1 << 20
	var list any = []any{1, "a", 2.5}
	var dict any = map[string]any{"a": 1}
	m := map[string]int{"a": 1}
	ctx := context.Background()
	for name, f := range map[string]func(){
		"Bool":      func() { var r Record; r.Begin(&siteAlloc); r.Bool("k", true); end(&r) },
		"Int":       func() { var r Record; r.Begin(&siteAlloc); r.Int("k", -5); end(&r) },
		"Int64":     func() { var r Record; r.Begin(&siteAlloc); r.Int64("k", 1<<40); end(&r) },
		"Uint64":    func() { var r Record; r.Begin(&siteAlloc); r.Uint64("k", 1<<63); end(&r) },
		"Float64":   func() { var r Record; r.Begin(&siteAlloc); r.Float64("k", 1.5); end(&r) },
		"Float32":   func() { var r Record; r.Begin(&siteAlloc); r.Float32("k", 1.5); end(&r) },
		"String":    func() { var r Record; r.Begin(&siteAlloc); r.String("k", "text"); end(&r) },
		"Promote":   func() { var r Record; r.Begin(&siteAlloc); r.Promote(ExtraAgentID, "agent"); end(&r) },
		"Nil":       func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Nil(); end(&r) },
		"Complex":   func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Complex(1i); end(&r) },
		"Bytes":     func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Bytes(octets); end(&r) },
		"Time":      func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Time(at); end(&r) },
		"Duration":  func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Duration(time.Second); end(&r) },
		"Error":     func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Error(err); end(&r) },
		"Instance":  func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Instance("pair", p); end(&r) },
		"Bools":     func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Bools(bools); end(&r) },
		"Ints":      func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Ints(ints); end(&r) },
		"Ints long": func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Ints(long); end(&r) },
		"Float64s":  func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Float64s(floats); end(&r) },
		"Float32s":  func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Float32s(singles); end(&r) },
		"Strings":   func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Strings(texts); end(&r) },
		"Struct":    func() { var r Record; r.Begin(&siteAlloc); putPair(r.Field("k"), *p); end(&r) },
		"Map": func() {
			var r Record
			r.Begin(&siteAlloc)
			v := r.Field("k")
			if v.Map(m, len(m)) {
				for k, e := range m {
					v.Key(k)
					v.Int(e)
				}
				v.Close()
			}
			end(&r)
		},
		"Follow": func() {
			var r Record
			r.Begin(&siteAlloc)
			v := r.Field("k")
			if v.Follow("pair", unsafe.Pointer(p)) {
				putPair(v, *p)
				v.Close()
			}
			end(&r)
		},
		"Any int":  func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Any(boxed); end(&r) },
		"Any list": func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Any(list); end(&r) },
		"Any map":  func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Any(dict); end(&r) },
		"Any pair": func() { var r Record; r.Begin(&siteAlloc); r.Field("k").Any(p); end(&r) },
		"Failed":   func() { var r Record; r.Begin(&siteAlloc); r.Failed(err); end(&r) },
		"Exited":   func() { var r Record; r.Begin(&siteAlloc); r.Exited(); end(&r) },
		"context":  func() { var r Record; r.Begin(&siteAlloc); r.End(); r.BeginContext(&siteAlloc, ctx); end(&r) },
		"overflow": func() {
			var r Record
			r.Begin(&siteAlloc)
			r.Field("k").Ints(long[:60])
			r.Field("l").Ints(long[:60])
			r.Field("m").Ints(long[:60])
			end(&r)
		},
	} {
		if allocs := testing.AllocsPerRun(200, f); allocs != 0 {
			t.Errorf("%s: got %v allocations, want 0", name, allocs)
		}
	}
}

func end(r *Record) {
	r.Generated()
	r.End()
}
