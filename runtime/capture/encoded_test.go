package capture

import (
	"testing"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// encode returns the bytes that write writes for one value under the limits l.
func encode(l Limits, write func(*Value)) []byte {
	r := Record{wf: &Workflow{s: &Session{limits: l.withDefaults()}}}
	write((*Value)(&r))
	b := append([]byte(nil), r.values()...)
	r.release()
	return b
}

// decode reads one msgpack value.
func decode(t testing.TB, value []byte) any {
	t.Helper()
	m, err := prov.Decode(append(appendString(appendMapHead(nil, 1), "v"), value...))
	if err != nil {
		t.Fatalf("% x is not one msgpack value: %v", value, err)
	}
	return m["v"]
}

// recorded is x as a reader of the record sees it, by its dynamic type and under the default limits.
func recorded(t testing.TB, x any) any {
	t.Helper()
	return decode(t, encode(Limits{}, func(v *Value) { v.Any(x) }))
}
