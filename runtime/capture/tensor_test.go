package capture

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

type (
	dims    []int
	element struct{ name string }
	// lazy is a tensor as some libraries have them: its sizes are of a type of their own, and it holds a lock.
	lazy struct {
		sync.Mutex
		dims dims
	}
	angry struct{}
)

func (e element) String() string { return e.name }
func (l *lazy) Shape() dims      { return l.dims }
func (l *lazy) Dtype() element   { return element{"float32"} }
func (angry) Shape() []int       { panic("no shape") }

func TestTensors(t *testing.T) {
	var none *lazy
	for _, test := range []struct {
		x    any
		want string
	}{
		{nil, "null"},
		{none, "null"},
		{&lazy{dims: dims{2, 3}}, `{"dtype":"float32","len":6,"shape":[2,3]}`},
		{[]*lazy{{dims: dims{2}}, nil}, `[{"dtype":"float32","len":2,"shape":[2]},null]`},
		{grid{{1, 2}}, `{"dtype":"float64","len":2,"shape":[1,2]}`},
		{[]float64{}, `{"dtype":"float64","len":0,"shape":[0]}`},
		{[][3]float32{{}, {}}, `{"dtype":"float32","len":6,"shape":[2,3]}`},
		{[]string{"a"}, `["a"]`},
		{"text", `"text"`},
		{angry{}, `"angry_instance_id_0"`},
	} {
		got, err := json.Marshal(decode(t, encode(Limits{}, func(v *Value) { v.Tensor(test.x) })))
		if err != nil || string(got) != test.want {
			t.Errorf("%T: got %s, %v, want %s", test.x, got, err, test.want)
		}
	}
}

type block struct {
	weights [][]float64
	bias    *lazy
	next    *block
	Heads   map[string]*block
	sizes   []int
}

func TestAProfileCountsEachParameterOnce(t *testing.T) {
	shared := &lazy{dims: dims{4}}
	b := &block{weights: [][]float64{{1, 2}, {3, 4}}, bias: shared, sizes: []int{1, 2, 3}}
	b.next = &block{bias: shared, next: b}
	b.Heads = map[string]*block{"b": {weights: [][]float64{{1}}}, "a": {bias: &lazy{dims: dims{2, 2}}}}
	p := modelProfile(b)["model_profile"].(map[string]any)
	if p["params"] != int64(4+4+1+4) || p["n_layers"] != 3 {
		t.Errorf("got %v", p)
	}
	var names []string
	for _, l := range p["layers"].([]any) {
		names = append(names, l.(map[string]any)["name"].(string))
	}
	if got, want := strings.Join(names, " "), " Heads[a] Heads[b]"; got != want {
		t.Errorf("got layers %q, want %q", got, want)
	}
}
