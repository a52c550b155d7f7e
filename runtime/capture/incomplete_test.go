//go:build cgo

package capture

import (
	"runtime/cgo"
	"testing"
	"unsafe"
)

type handle struct {
	_ cgo.Incomplete
	_ int
}

// A pointer to an incomplete C type may hold any integer; reflect panics over one that is an address in the heap.
func TestIncompleteType(t *testing.T) {
	p := (*handle)(unsafe.Pointer(new(int)))
	want := "handle_instance_id_0"
	if got := decode(t, encode(Limits{}, func(v *Value) { v.Instance("handle", p) })); got != want {
		t.Errorf("Instance: got %v, want %q", got, want)
	}
	if got := decode(t, encode(Limits{}, func(v *Value) { v.Shallow(p) })); got != want {
		t.Errorf("shallow: got %v, want %q", got, want)
	}
	if got := recorded(t, p); got != want {
		t.Errorf("Any: got %v, want %q", got, want)
	}
}
