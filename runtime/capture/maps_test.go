package capture

import (
	"errors"
	"fmt"
	"testing"
)

// A coin has a text of its own, which is not its kind's.
type coin uint8

func (c coin) MarshalText() ([]byte, error) {
	switch c {
	case 0:
		return []byte("heads"), nil
	case 1:
		return []byte("tails"), nil
	}
	return nil, errors.New("no such side")
}

// A speaker must never be asked for its string.
type speaker string

func (speaker) String() string { panic("String was called") }

func TestKeysOfMapsAreText(t *testing.T) {
	type point struct{ X, Y int }
	p, q := 1, 2
	for _, c := range []struct {
		x    any
		want string
	}{
		{map[string]int{"a": 1, "": 2}, "map[:2 a:1]"},
		{map[speaker]int{"a": 1}, "map[a:1]"},
		{map[coin]int{0: 1, 1: 2, 7: 3}, "map[heads:1 no such side:3 tails:2]"},
		{map[int8]bool{-128: true, 127: false}, "map[-128:true 127:false]"},
		{map[uint64]string{1<<64 - 1: "most"}, "map[18446744073709551615:most]"},
		{map[uintptr]int{1: 1}, "map[1:1]"},
		{map[any]any{"a": 1, speaker("b"): 2, coin(1): 3, -4: 4, uint8(5): 5}, "map[-4:4 5:5 a:1 b:2 tails:3]"},
		{map[any]any{"a": 1, point{}: 2}, "map[len:2]"},
		{map[any]any{nil: 1}, "map[len:1]"},
		{map[fmt.Stringer]int{speaker("s"): 1}, "map[s:1]"},
		{map[point]int{{1, 2}: 3}, "map[len:1]"},
		{map[*int]int{&p: 1, &q: 2}, "map[len:2]"},
		{map[float64]int{1.5: 1}, "map[len:1]"},
		{map[bool]int{true: 1}, "map[len:1]"},
		{map[[2]int]int{}, "map[len:0]"},
		{map[any]any{}, "map[]"},
		{map[int]any(nil), "<nil>"},
	} {
		if got := fmt.Sprint(recorded(t, c.x)); got != c.want {
			t.Errorf("%#v: got %s, want %s", c.x, got, c.want)
		}
	}
}

func TestFirstKeysOfALargeMapAreInTheirOrder(t *testing.T) {
	ints, uints, texts := map[int]int{}, map[uint8]int{}, map[coin]int{}
	for i := range 200 {
		ints[i-3] = i
		uints[uint8(i)] = i
		texts[coin(i)] = i
	}
	for _, c := range []struct {
		x    any
		want string
	}{
		{ints, "map[-1:2 -2:1 -3:0 0:3 1:4 2:5 3:6 4:7]"}, // as fmt orders them
		{uints, "map[0:0 1:1 2:2 3:3 4:4 5:5 6:6 7:7]"},
	} {
		got := recorded(t, c.x).(map[string]any)
		if fmt.Sprint(got["head"]) != c.want || got["len"] != int64(200) {
			t.Errorf("%T: got %v, want 200 and %s", c.x, got, c.want)
		}
	}
	if got := recorded(t, texts).(map[string]any); got["head"].(map[string]any)["heads"] != int64(0) {
		t.Errorf("%T: got %v, want heads among the first", texts, got)
	}
}

func TestKeyMethodThatPanicsIsCounted(t *testing.T) {
	before := MethodPanics.Load()
	got := fmt.Sprint(recorded(t, map[bomb]int{7: 1}))
	if got != "map[bomb_instance_id_0:1]" || MethodPanics.Load() != before+1 {
		t.Errorf("got %s and %d panics, want the instance form and 1", got, MethodPanics.Load()-before)
	}
}

// A bomb's methods panic.
type bomb int

func (bomb) MarshalText() ([]byte, error) { panic("boom") }
