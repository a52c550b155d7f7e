package capture

import (
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"testing"
	"unsafe"
)

// A rude value panics whatever it is asked.
type rude struct{ A int }

func (*rude) FlowceptValue() any { panic("boom") }

type rudeDict struct{ A int }

func (*rudeDict) ToFlowceptDict() map[string]any { panic(errors.New("boom")) }

type rudeError struct{ A int }

func (*rudeError) Error() string { var p *int; return fmt.Sprint(*p) }

type rudeText struct{ A int }

func (*rudeText) MarshalText() ([]byte, error) { panic(nil) }

type rudeMatrix struct{ A int }

func (*rudeMatrix) Dims() (r, c int) { panic("boom") }

type rudeTensor struct{ A int }

func (*rudeTensor) Shape() []int { panic("boom") }

type rudeDense struct{ A int }

func (*rudeDense) Shape() sizes { panic("boom") }

func TestMethodThatPanicsYieldsTheInstanceAndIsCounted(t *testing.T) {
	a, b, c, d, e, f, g := &rude{}, &rudeDict{}, &rudeError{}, &rudeText{}, &rudeMatrix{}, &rudeTensor{}, &rudeDense{}
	for _, c := range []struct {
		x     any
		typed func(*Value)
	}{
		{a, func(v *Value) { v.Own(a) }},
		{b, func(v *Value) { v.Dict(b) }},
		{c, func(v *Value) { v.Error(c) }},
		{d, func(v *Value) { v.Text(d) }},
		{e, func(v *Value) { v.Dims(e, "") }},
		{f, func(v *Value) { v.Shape(f, "int") }},
		{g, func(v *Value) { v.Any(g) }},
	} {
		typ := reflect.TypeOf(c.x).Elem().Name()
		want := fmt.Sprintf("%s_instance_id_%d", typ, reflect.ValueOf(c.x).Pointer())
		for form, write := range map[string]func(*Value){"typed": c.typed, "dynamic": func(v *Value) { v.Any(c.x) }} {
			before := MethodPanics.Load()
			if got := decode(t, encode(Limits{}, write)); got != want {
				t.Errorf("%s %s: got %v, want %s", form, typ, got, want)
			}
			if n := MethodPanics.Load() - before; n != 1 {
				t.Errorf("%s %s: got %d panics counted, want 1", form, typ, n)
			}
		}
	}
}

func TestPanicInTheMiddleLeavesTheRestRecorded(t *testing.T) {
	x := &rude{}
	got := fmt.Sprint(recorded(t, []any{1, []any{x}, "end"}))
	if want := fmt.Sprintf("[1 [rude_instance_id_%d] end]", uintptr(unsafe.Pointer(x))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A mirror is recorded as what stands before it.
type mirror struct{ before any }

func (m *mirror) FlowceptValue() any { return m.before }

func TestValueThatStandsForItselfEnds(t *testing.T) {
	m := &mirror{}
	m.before = m
	if got, want := recorded(t, m), fmt.Sprintf("mirror_instance_id_%d", uintptr(unsafe.Pointer(m))); got != want {
		t.Errorf("got %v, want %s", got, want)
	}
	m.before = []any{m, 1}
	if _, ok := recorded(t, m).([]any); !ok {
		t.Errorf("got %v, want a list", recorded(t, m))
	}
}

func TestMethodThatExitsTheGoroutineExitsIt(t *testing.T) {
	left, done := true, make(chan struct{})
	go func() {
		defer close(done)
		encode(Limits{}, func(v *Value) { v.Any(&quitter{}) })
		left = false
	}()
	<-done
	if !left {
		t.Error("the call went on")
	}
}

type quitter struct{}

func (*quitter) FlowceptValue() any { runtime.Goexit(); return nil }
