package capture

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"testing"
)

// asJSON is x as encoding/json has it.
func asJSON(t *testing.T, x any) any {
	t.Helper()
	b, err := json.Marshal(x)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var got any
	if err := d.Decode(&got); err != nil {
		t.Fatal(err)
	}
	return got
}

// numbered turns the numbers of a record into encoding/json's.
func numbered(x any) any {
	switch x := x.(type) {
	case map[string]any:
		for k, e := range x {
			x[k] = numbered(e)
		}
	case []any:
		for i, e := range x {
			x[i] = numbered(e)
		}
	case int64:
		b, _ := json.Marshal(x)
		return json.Number(b)
	}
	return x
}

type (
	base   struct{ A, B int }
	Base   struct{ A, B int }
	other  struct{ B, C int }
	tagged struct {
		X int `json:"A"`
	}
	deep struct {
		base
		D int
	}
	loop1 struct {
		*loop1
		A int
	}
	number int
	word   string
)

func TestFieldsAreThoseOfEncodingJSON(t *testing.T) {
	for _, x := range []any{
		struct{}{},
		struct {
			A, b int
			C    int `json:"-"`
			//lint:ignore SA5008 a field that is called "-"
			D int `json:"-,"`
			E int `json:",omitempty"`
			F int `json:"f,omitempty"`
		}{1, 2, 3, 4, 5, 6},
		struct{ base }{base{1, 2}},
		struct{ Base }{Base{1, 2}},
		struct{ *Base }{&Base{1, 2}},
		struct{ *Base }{},
		struct {
			*base
			C int
		}{C: 1},
		struct {
			Base `json:"base"`
		}{Base{1, 2}},
		struct {
			Base `json:"-"`
			A    int
		}{Base{1, 2}, 3},
		struct {
			base
			A int
		}{base{1, 2}, 3},
		struct {
			base
			other
		}{base{1, 2}, other{3, 4}},
		struct {
			base
			tagged
		}{base{1, 2}, tagged{3}},
		struct {
			deep
			other
		}{deep{base{1, 2}, 3}, other{4, 5}},
		struct {
			base
			*deep
		}{base{1, 2}, &deep{base{3, 4}, 5}},
		&loop1{&loop1{nil, 2}, 1},
		struct {
			number
			word
			Base any
		}{1, "a", nil},
		struct{ Any any }{Base{1, 2}},
		struct{ S []*Base }{[]*Base{nil, {1, 2}}},
		struct {
			A int `json:"Größe"`
			B int `json:"a b"`
			C int `json:"$%-/"`
		}{1, 2, 3},
	} {
		if got, want := numbered(recorded(t, x)), asJSON(t, x); !reflect.DeepEqual(got, want) {
			t.Errorf("%T: got %v, want %v", x, got, want)
		}
	}
}

func TestFieldsOfRandomStructs(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		x := reflect.New(randomStruct(rnd, 3)).Elem()
		fill(rnd, x)
		if got, want := numbered(recorded(t, x.Interface())), asJSON(t, x.Interface()); !reflect.DeepEqual(got, want) {
			t.Fatalf("%s %+v: got %v, want %v", x.Type(), x, got, want)
		}
	}
}

func randomStruct(rnd *rand.Rand, depth int) reflect.Type {
	var fields []reflect.StructField
	for _, name := range []string{"A", "B", "C", "D"}[rnd.IntN(3):] {
		f := reflect.StructField{Name: name, Type: reflect.TypeFor[int]()}
		switch n := rnd.IntN(6); {
		case n < 3 && depth > 0:
			f.Type = randomStruct(rnd, depth-1)
			if n == 0 {
				f.Type = reflect.PointerTo(f.Type)
			}
			f.Anonymous = rnd.IntN(3) > 0
		case n == 3:
			f.Type = reflect.TypeFor[[]string]()
		case n == 4:
			f.Type = reflect.TypeFor[map[string]bool]()
		}
		if n := rnd.IntN(12); n < 4 {
			f.Tag = reflect.StructTag([]string{`json:"A"`, `json:"B"`, `json:"-"`, `json:",string"`}[n])
			if n == 3 && f.Type.Kind() == reflect.Int {
				f.Tag = `json:","`
			}
		}
		fields = append(fields, f)
	}
	return reflect.StructOf(fields)
}

func fill(rnd *rand.Rand, x reflect.Value) {
	switch x.Kind() {
	case reflect.Int:
		x.SetInt(int64(rnd.IntN(100)) - 50)
	case reflect.Struct:
		for i := range x.NumField() {
			fill(rnd, x.Field(i))
		}
	case reflect.Pointer:
		if rnd.IntN(2) == 0 {
			x.Set(reflect.New(x.Type().Elem()))
			fill(rnd, x.Elem())
		}
	case reflect.Slice:
		x.Set(reflect.ValueOf([][]string{nil, {}, {"a", "b"}}[rnd.IntN(3)]))
	case reflect.Map:
		x.Set(reflect.ValueOf([]map[string]bool{nil, {}, {"a": true}}[rnd.IntN(3)]))
	}
}
