package capture

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"testing"
	"time"
)

type shallowBase struct{ LR float64 }

type shallowInner struct {
	*shallowBase
	Name string `json:"name"`
	Next *shallowInner
	W    []float64
	Any  any
	At   [2]int
}

type shallowLocked struct {
	sync.Mutex
	N int
}

type shallowText string

func (shallowText) MarshalText() ([]byte, error) { panic("called") }
func (shallowText) Error() string                { panic("called") }

func TestShallow(t *testing.T) {
	inner := shallowInner{Name: "a", W: []float64{1}, Any: map[string]int{"a": 1}, At: [2]int{1, 2}}
	inner.Next, inner.shallowBase = &inner, &shallowBase{1}
	var locked shallowLocked
	for _, c := range []struct {
		x    any
		want string
	}{
		{3, `3`},
		{shallowText("x"), `"x"`},
		{time.Second, `1`},
		{time.Unix(0, 0).UTC(), `"1970-01-01T00:00:00Z"`},
		{[]int{1, 2}, `{"len":2}`},
		{[]int(nil), `null`},
		{[3]byte{}, `{"len":3}`},
		{map[string]int{}, `"map[string]int_instance_id_N"`},
		{(*int)(nil), `null`},
		{inner, `{"Any":"map[string]int_instance_id_N","At":[1,2],"Next":"shallowInner_instance_id_N","W":{"len":1},"name":"a"}`},
		{&locked, `"shallowLocked_instance_id_N"`},
		{[2]any{errors.New("x"), 1.5}, `["errorString_instance_id_N",1.5]`},
	} {
		got := shallowJSON(t, c.x)
		if got != c.want {
			t.Errorf("%T %v: got %s, want %s", c.x, c.x, got, c.want)
		}
	}
}

var instanceNumber = regexp.MustCompile(`_instance_id_\d+`)

func shallowJSON(t *testing.T, x any) string {
	t.Helper()
	text, err := json.Marshal(decode(t, encode(Limits{}, func(v *Value) { v.Shallow(x) })))
	if err != nil {
		t.Fatal(fmt.Errorf("%T: %w", x, err))
	}
	return instanceNumber.ReplaceAllString(string(text), "_instance_id_N")
}
