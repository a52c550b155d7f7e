package capture

import (
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"
)

// fieldsOf are the entries that write adds to a record.
func fieldsOf(t *testing.T, l Limits, write func(*Record)) map[string]any {
	t.Helper()
	r := Record{wf: &Workflow{s: &Session{limits: l.withDefaults()}}}
	write(&r)
	b := appendMapHead(nil, 1)
	b = appendMapHead(appendString(b, "v"), int(r.fields))
	m, ok := decode(t, append(b, r.values()...)[3:]).(map[string]any)
	if !ok {
		t.Fatalf("the record's values are no map: % x", r.values())
	}
	r.release()
	return m
}

func TestEntryIsUnique(t *testing.T) {
	got := fieldsOf(t, Limits{}, func(r *Record) {
		r.Int("a", 1)
		r.Entry("a").Int(2)
		r.Entry("a").Int(3)
		r.Entry("b").Int(4)
		r.Entry("\xff").Int(5)
	})
	want := map[string]any{"a": int64(1), "a_2": int64(2), "a_3": int64(3), "b": int64(4), "\uFFFD": int64(5)}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("entries a, a, a, b, \\xff: got %v, want %v", got, want)
	}
}

// An entry is found behind a value of every form.
func TestEntryBehind(t *testing.T) {
	long := make([]int, 70000)
	table := map[string]int{}
	for i := range 20 {
		table[fmt.Sprint(i)] = i
	}
	for _, x := range []any{
		nil, true, 1, -1, -100, -1000, -100000, int64(math.MinInt64), 200, 60000, 1 << 20, uint64(math.MaxUint64),
		1.5, float32(2), "", "short", string(make([]byte, 100)), string(make([]byte, 1000)), string(make([]byte, 70000)),
		[]byte("raw"), make([]byte, 300), make([]byte, 70000), []int{1, 2}, long[:100], long, table, map[string]any{"x": []any{1, nil}},
		time.Unix(0, 0), complex(1, 2), struct{ A, B int }{1, 2},
	} {
		got := fieldsOf(t, Limits{MaxElements: 1 << 20, MaxString: 1 << 20, Bytes: BytesRaw}, func(r *Record) {
			r.Field("x").Any(x)
			r.Int("y", 1)
			r.Entry("y").Int(2)
		})
		if got["y_2"] != int64(2) || len(got) != 3 {
			t.Errorf("an entry y behind a %T and another y: got %d entries and y_2 = %v, want 3 and 2", x, len(got), got["y_2"])
		}
	}
}

func TestEntries(t *testing.T) {
	m := map[string]int{}
	for i := range 12 {
		m[fmt.Sprintf("k%02d", i)] = i
	}
	all := func(r *Record, key string, names ...string) {
		if r.Entries(key, m, len(m), names...) {
			r.Entry("small").Int(len(m))
		}
	}
	head := map[string]any{}
	for i := range 8 {
		head[fmt.Sprintf("k%02d", i)] = int64(i)
	}
	got := fieldsOf(t, Limits{MaxElements: 12}, func(r *Record) { all(r, "m") })
	if want := map[string]any{"small": int64(12)}; !reflect.DeepEqual(got, want) {
		t.Errorf("12 entries of at most 12: got %v, want %v", got, want)
	}
	got = fieldsOf(t, Limits{MaxElements: 11}, func(r *Record) { all(r, "") })
	if want := map[string]any{"len": int64(12), "head": head}; !reflect.DeepEqual(got, want) {
		t.Errorf("12 entries of at most 11: got %v, want %v", got, want)
	}
	got = fieldsOf(t, Limits{MaxElements: 11}, func(r *Record) { all(r, "m", "k00", "", "k01", "one", "none", "") })
	delete(head, "k00")
	delete(head, "k01")
	head["one"], head["k08"] = int64(1), int64(8)
	if want := map[string]any{"m": map[string]any{"len": int64(11), "head": head}}; !reflect.DeepEqual(got, want) {
		t.Errorf("12 entries of at most 11, k00 left out, k01 called one: got %v, want %v", got, want)
	}
}

type speaking struct{ n int }

func (s speaking) FlowceptValue() any { return map[string]any{"n": s.n} }

type silenced struct{}

func (silenced) ToFlowceptDict() map[string]any { panic("no") }

func TestInline(t *testing.T) {
	type base struct{ A int }
	type config struct {
		*base
		B int `json:"b"`
	}
	before := MethodPanics.Load()
	for _, tt := range []struct {
		x    any
		want map[string]any
	}{
		{nil, map[string]any{}},
		{(*config)(nil), map[string]any{}},
		{map[string]int(nil), map[string]any{}},
		{config{B: 1}, map[string]any{"b": int64(1)}},
		{&config{&base{2}, 1}, map[string]any{"A": int64(2), "b": int64(1)}},
		{map[int]any{1: "x"}, map[string]any{"1": "x"}},
		{map[bool]int{true: 1}, map[string]any{"key": map[string]any{"len": int64(1)}}},
		{speaking{3}, map[string]any{"n": int64(3)}},
		{&speaking{3}, map[string]any{"n": int64(3)}},
		{silenced{}, map[string]any{"key": "silenced_instance_id_0"}},
		{time.Second, map[string]any{"key": 1.0}},
		{[]int{1}, map[string]any{"key": []any{int64(1)}}},
		{"text", map[string]any{"key": "text"}},
	} {
		got := fieldsOf(t, Limits{}, func(r *Record) { r.Inline("key", tt.x) })
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("Inline(%T %v): got %v, want %v", tt.x, tt.x, got, tt.want)
		}
	}
	if n := MethodPanics.Load() - before; n == 0 {
		t.Errorf("a ToFlowceptDict that panics: not counted")
	}
}

type badFlag struct{}

func (badFlag) String() string { panic("no") }

func TestHandled(t *testing.T) {
	before := MethodPanics.Load()
	for _, tt := range []struct {
		name    string
		handler func(map[string]any) map[string]any
		want    map[string]any
	}{
		{"identity", func(v map[string]any) map[string]any { return v },
			map[string]any{"x": int64(1), "x_2": int64(2), "f": "badFlag_instance_id_0"}},
		{"nil", func(v map[string]any) map[string]any { return nil }, map[string]any{}},
		{"panic", func(v map[string]any) map[string]any { panic(v) }, map[string]any{}},
		{"none", nil, map[string]any{}},
	} {
		got := fieldsOf(t, Limits{}, func(r *Record) {
			r.Handler(tt.handler)
			r.Put("x", 1)
			r.Inline("m", map[string]int{"x": 2})
			r.Flag("f", badFlag{})
			r.Handled()
		})
		if !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
	if n := MethodPanics.Load() - before; n != 4+2 { // each flag, and two handlers
		t.Errorf("panics counted: got %d, want 6", n)
	}
}
