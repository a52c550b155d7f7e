package capture

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"
)

type (
	celsius float64
	small   float32
	flag    bool
	count   int16
	names   []string
	octets  []byte
	octet   byte
	pair    struct{ A, B int }
)

// owned says itself how it is recorded, by value; dict by a pointer.
type owned struct{ hidden int }

func (o owned) FlowceptValue() any { return map[string]any{"hidden": o.hidden} }

type dict struct{ hidden int }

func (d *dict) ToFlowceptDict() map[string]any { return map[string]any{"hidden": d.hidden} }

// failure is an error by its pointer.
type failure struct{ Code int }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.Code) }

// grid and cube know their shapes.
type grid [][]float64

func (g grid) Dims() (r, c int)        { return len(g), len(g[0]) }
func (g grid) At(i, j int) float64     { return g[i][j] }
func (g grid) FormatForHumans() string { panic("called") }

type cube struct{ Data []float32 }

func (*cube) Shape() []int { return []int{2, 3, 4} }

type flat []float32

// Tensors as deep-learning libraries have them: their shapes are of types of their own.
type (
	sizes     []int
	dense     struct{ sizes sizes }
	described struct {
		Dimensions []int
		DType      element
	}
	graphNode struct{ d described }
)

func (d *dense) Shape() sizes        { return d.sizes }
func (*dense) Dtype() element        { return element{"float32"} }
func (n graphNode) Shape() described { return n.d }

func (f flat) Shape() []int { return []int{len(f), 1} }

// TestValues holds what reflection makes of a value, what generated code writes for its type, and what a reader sees
// against one another.
func TestValues(t *testing.T) {
	at := time.Date(2026, 3, 4, 5, 6, 7, 89, time.FixedZone("", 3600))
	five, err := 5, errors.New("no such file")
	var none *pair
	for _, c := range []struct {
		x     any
		typed func(*Value) // nil: as Any
		want  any
	}{
		{nil, (*Value).Nil, nil},
		{true, func(v *Value) { v.Bool(true) }, true},
		{flag(true), func(v *Value) { v.Bool(true) }, true},
		{-1, func(v *Value) { v.Int(-1) }, int64(-1)},
		{int8(-128), func(v *Value) { v.Int64(-128) }, int64(-128)},
		{count(300), func(v *Value) { v.Int64(300) }, int64(300)},
		{int32(math.MinInt32), func(v *Value) { v.Int64(math.MinInt32) }, int64(math.MinInt32)},
		{int64(math.MinInt64), func(v *Value) { v.Int64(math.MinInt64) }, int64(math.MinInt64)},
		{int64(math.MaxInt64), func(v *Value) { v.Int64(math.MaxInt64) }, int64(math.MaxInt64)},
		{uint8(255), func(v *Value) { v.Uint64(255) }, int64(255)},
		{uint(1) << 30, func(v *Value) { v.Uint64(1 << 30) }, int64(1) << 30},
		{uint64(math.MaxUint64), func(v *Value) { v.Uint64(math.MaxUint64) }, uint64(math.MaxUint64)},
		{uintptr(7), func(v *Value) { v.Uint64(7) }, int64(7)},
		{3.0, func(v *Value) { v.Float64(3) }, 3.0},
		{celsius(36.6), func(v *Value) { v.Float64(36.6) }, 36.6},
		{math.NaN(), func(v *Value) { v.Float64(math.NaN()) }, math.NaN()},
		{math.Inf(-1), func(v *Value) { v.Float64(math.Inf(-1)) }, math.Inf(-1)},
		{math.Copysign(0, -1), func(v *Value) { v.Float64(math.Copysign(0, -1)) }, math.Copysign(0, -1)},
		{float32(0.1), func(v *Value) { v.Float32(0.1) }, float32(0.1)},
		{small(0.1), func(v *Value) { v.Float32(0.1) }, float32(0.1)},
		{complex(1, -2), func(v *Value) { v.Complex(complex(1, -2)) }, map[string]any{"real": 1.0, "imag": -2.0}},
		{complex64(1), func(v *Value) { v.Complex(1) }, map[string]any{"real": 1.0, "imag": 0.0}},
		{"é\x00", func(v *Value) { v.String("é\x00") }, "é\x00"},
		{speaker("loud"), func(v *Value) { v.String("loud") }, "loud"},
		{strings.Repeat("x", 300), func(v *Value) { v.String(strings.Repeat("x", 300)) }, strings.Repeat("x", 300)},

		{[]byte("abc"), func(v *Value) { v.Bytes([]byte("abc")) }, map[string]any{"len": int64(3)}},
		{octets("abc"), func(v *Value) { v.Bytes(octets("abc")) }, map[string]any{"len": int64(3)}},
		{[]octet{1}, nil, []any{int64(1)}},
		{[2]byte{1, 2}, nil, []any{int64(1), int64(2)}},
		{[]byte(nil), func(v *Value) { v.Bytes(nil) }, nil},

		{at, func(v *Value) { v.Time(at) }, "2026-03-04T05:06:07.000000089+01:00"},
		{&at, func(v *Value) { v.Text(&at) }, "2026-03-04T05:06:07.000000089+01:00"},
		{1500 * time.Millisecond, func(v *Value) { v.Duration(1500 * time.Millisecond) }, 1.5},
		{time.March, func(v *Value) { v.Int64(3) }, int64(3)},
		{err, func(v *Value) { v.Error(err) }, "no such file"},
		{&failure{2}, func(v *Value) { v.Error(&failure{2}) }, "failure 2"},
		{failure{2}, func(v *Value) { v.Error(&failure{2}) }, "failure 2"},
		{coin(1), func(v *Value) { v.Text(coin(1)) }, "tails"},
		{coin(9), func(v *Value) { v.Text(coin(9)) }, "no such side"},

		{owned{4}, func(v *Value) { v.Own(owned{4}) }, map[string]any{"hidden": int64(4)}},
		{&owned{4}, func(v *Value) { v.Own(&owned{4}) }, map[string]any{"hidden": int64(4)}},
		{&dict{4}, func(v *Value) { v.Dict(&dict{4}) }, map[string]any{"hidden": int64(4)}},
		{dict{4}, func(v *Value) { v.Dict(&dict{4}) }, map[string]any{"hidden": int64(4)}},
		{grid{{1, 2}}, func(v *Value) { v.Dims(grid{{1, 2}}, "float64") },
			map[string]any{"shape": []any{int64(1), int64(2)}, "dtype": "float64", "len": int64(2)}},
		{cube{}, func(v *Value) { v.Shape(&cube{}, "") },
			map[string]any{"shape": []any{int64(2), int64(3), int64(4)}, "len": int64(24)}},
		{&dense{sizes{2, 3}}, nil, map[string]any{"shape": []any{int64(2), int64(3)}, "dtype": "float32", "len": int64(6)}},
		{dense{sizes{2, 3}}, nil, map[string]any{"shape": []any{int64(2), int64(3)}, "dtype": "float32", "len": int64(6)}},
		{[]*dense{{sizes{4}}, nil}, nil, []any{map[string]any{"shape": []any{int64(4)}, "dtype": "float32", "len": int64(4)}, nil}},
		{graphNode{described{Dimensions: []int{2}, DType: element{"int8"}}}, nil, map[string]any{"shape": []any{int64(2)}, "dtype": "int8", "len": int64(2)}},
		{flat{1}, func(v *Value) { v.Shape(flat{1}, "float32") },
			map[string]any{"shape": []any{int64(1), int64(1)}, "dtype": "float32", "len": int64(1)}},

		{[]int{1, -1}, func(v *Value) { v.Ints([]int{1, -1}) }, []any{int64(1), int64(-1)}},
		{[]bool{true}, func(v *Value) { v.Bools([]bool{true}) }, []any{true}},
		{[]float64{1}, func(v *Value) { v.Float64s([]float64{1}) }, []any{1.0}},
		{[]float32{1}, func(v *Value) { v.Float32s([]float32{1}) }, []any{float32(1)}},
		{names{"a"}, func(v *Value) { v.Strings(names{"a"}) }, []any{"a"}},
		{[2]string{"a"}, func(v *Value) { v.Strings([]string{"a", ""}) }, []any{"a", ""}},
		{[]any{1, "a", nil}, nil, []any{int64(1), "a", nil}},
		{[]uint16{1}, func(v *Value) {
			v.List("[]uint16", 1)
			v.Uint64(1)
			v.Close()
		}, []any{int64(1)}},
		{[]int{}, func(v *Value) { v.Ints([]int{}) }, []any{}},
		{map[string]int{"a": 1}, func(v *Value) {
			v.Map(map[string]int{"a": 1}, 1)
			v.Key("a")
			v.Int(1)
			v.Close()
		}, map[string]any{"a": int64(1)}},
		{pair{1, 2}, func(v *Value) { putPair(v, pair{1, 2}) }, map[string]any{"A": int64(1), "B": int64(2)}},
		{&pair{1, 2}, func(v *Value) { putPair(v, pair{1, 2}) }, map[string]any{"A": int64(1), "B": int64(2)}},
		{[]*pair{nil, {1, 2}}, func(v *Value) {
			v.List("[]*capture.pair", 2)
			v.Nil()
			putPair(v, pair{1, 2})
			v.Close()
		}, []any{nil, map[string]any{"A": int64(1), "B": int64(2)}}},
		{struct {
			T time.Time
			D time.Duration
			F failure
			I any
			P *int
		}{at, time.Second, failure{1}, celsius(1), &five}, nil, map[string]any{
			"T": "2026-03-04T05:06:07.000000089+01:00", "D": 1.0, "F": "failure 1", "I": 1.0, "P": int64(5)}},

		{none, nil, nil},
		{(*owned)(nil), func(v *Value) { v.Own((*owned)(nil)) }, nil},
		{(*failure)(nil), func(v *Value) { v.Error((*failure)(nil)) }, nil},
		{names(nil), func(v *Value) { v.Strings(nil) }, nil},
		{map[string]any(nil), nil, nil},
		{(func())(nil), func(v *Value) { v.Instance("func()", (func())(nil)) }, nil},
		{(chan int)(nil), func(v *Value) { v.Instance("chan int", (chan int)(nil)) }, nil},
		{unsafe.Pointer(nil), func(v *Value) { v.Instance("Pointer", unsafe.Pointer(nil)) }, nil},
		{[]error{nil, err}, nil, []any{nil, "no such file"}},
	} {
		b := encode(Limits{}, func(v *Value) { v.Any(c.x) })
		if got := decode(t, b); !same(got, c.want) {
			t.Errorf("%T %v: got %#v, want %#v", c.x, c.x, got, c.want)
		}
		if c.typed == nil {
			continue
		}
		if typed := encode(Limits{}, c.typed); !bytes.Equal(typed, b) {
			t.Errorf("%T %v: typed % x, dynamic % x", c.x, c.x, typed, b)
		}
	}
}

func putPair(v *Value, p pair) {
	v.Struct("pair", 2)
	v.Key("A")
	v.Int(p.A)
	v.Key("B")
	v.Int(p.B)
	v.Close()
}

// same is reflect.DeepEqual, but that a NaN is one and -0 is not 0.
func same(a, b any) bool {
	if x, ok := a.(float64); ok {
		y, ok := b.(float64)
		return ok && math.Float64bits(x) == math.Float64bits(y)
	}
	return reflect.DeepEqual(a, b)
}

func TestWhatIsNoValueIsAnInstance(t *testing.T) {
	c, f, n := make(chan int), func() {}, 0
	at := func(p unsafe.Pointer) string { return fmt.Sprint(uintptr(p)) }
	for _, c := range []struct {
		x    any
		want string
	}{
		{c, "chan int_instance_id_" + at(*(*unsafe.Pointer)(unsafe.Pointer(&c)))},
		{unsafe.Pointer(&n), "unsafe.Pointer_instance_id_" + at(unsafe.Pointer(&n))},
		{struct {
			C chan struct{}
			N interface{ M() }
			L sync.Mutex
		}{}, "struct{C chan struct{}; N interface{M()}; L sync.Mutex}_instance_id_0"},
		{f, fmt.Sprintf("func()_instance_id_%d", reflect.ValueOf(f).Pointer())},
	} {
		if got := recorded(t, c.x); got != c.want {
			t.Errorf("%T: got %v, want %s", c.x, got, c.want)
		}
		if got, again := recorded(t, []any{c.x, c.x}).([]any), c.want; got[0] != got[1] {
			t.Errorf("%T: got %v the second time, want %s", c.x, got[1], again)
		}
	}
}

func TestFormsOfBytes(t *testing.T) {
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	long := bytes.Repeat([]byte{7}, 70000)
	for _, c := range []struct {
		form BytesForm
		in   []byte
		want any
	}{
		{BytesLen, []byte{}, map[string]any{"len": int64(0)}},
		{BytesHash, []byte("abc"), map[string]any{"len": int64(3), "sha256": abc}},
		{BytesHash, nil, nil},
		{BytesRaw, []byte("\x00\xff"), []byte("\x00\xff")},
		{BytesRaw, []byte{}, []byte{}},
		{BytesRaw, long[:300], long[:300]},
		{BytesRaw, long, long},
	} {
		got := decode(t, encode(Limits{Bytes: c.form}, func(v *Value) { v.Bytes(c.in) }))
		if fmt.Sprintf("%T %v", got, got) != fmt.Sprintf("%T %v", c.want, c.want) {
			t.Errorf("form %d of %.10q: got %.100v, want %.100v", c.form, c.in, got, c.want)
		}
	}
}
