package capture

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLongListIsItsLengthAndItsFirstEight(t *testing.T) {
	ints, floats, strs, anys := make([]int, 65), make([]float64, 65), make([]string, 65), make([]any, 65)
	bools, singles, named := make([]bool, 65), make([]float32, 65), make([]struct{ A int }, 65)
	for i := range ints {
		ints[i], floats[i], strs[i], anys[i] = i, float64(i), fmt.Sprint(i), i
		named[i].A = i
	}
	for _, c := range []struct {
		x    any
		head string
	}{
		{ints, "[0 1 2 3 4 5 6 7]"},
		{floats, "[0 1 2 3 4 5 6 7]"},
		{strs, "[0 1 2 3 4 5 6 7]"},
		{anys, "[0 1 2 3 4 5 6 7]"},
		{bools, "[false false false false false false false false]"},
		{singles, "[0 0 0 0 0 0 0 0]"},
		{named, "[map[A:0] map[A:1] map[A:2] map[A:3] map[A:4] map[A:5] map[A:6] map[A:7]]"},
		{[65]bool{}, "[false false false false false false false false]"},
	} {
		want := "map[head:" + c.head + " len:65]"
		if got := fmt.Sprint(recorded(t, c.x)); got != want {
			t.Errorf("%T of 65: got %s, want %s", c.x, got, want)
		}
	}
	if got := recorded(t, ints[:64]).([]any); len(got) != 64 {
		t.Errorf("a list of 64: got %d elements of it, want all", len(got))
	}
	if got := fmt.Sprint(decode(t, encode(Limits{MaxElements: 2}, func(v *Value) { v.Ints(ints[:3]) }))); got != "map[head:[0 1 2] len:3]" {
		t.Errorf("a list of 3 where 2 is the limit: got %s, want its length and all of it", got)
	}
}

func TestLargeMapIsItsLengthAndEightOfItsKeysInOrder(t *testing.T) {
	names, numbers := map[string]any{}, map[int]string{}
	for i := range 65 {
		names[fmt.Sprintf("k%02d", i)] = i
		numbers[i] = "v"
	}
	for _, c := range []struct {
		x    any
		want string
	}{
		{names, "map[head:map[k00:0 k01:1 k02:2 k03:3 k04:4 k05:5 k06:6 k07:7] len:65]"},
		{numbers, "map[head:map[0:v 1:v 2:v 3:v 4:v 5:v 6:v 7:v] len:65]"},
	} {
		if got := fmt.Sprint(recorded(t, c.x)); got != c.want {
			t.Errorf("%T: got %s, want %s", c.x, got, c.want)
		}
	}
	typed := encode(Limits{}, func(v *Value) {
		if v.Map(names, len(names)) {
			t.Errorf("Map opened a map of %d entries", len(names))
		}
	})
	if got, want := string(typed), string(encode(Limits{}, func(v *Value) { v.Any(names) })); got != want {
		t.Errorf("typed: got % x, want % x", got, want)
	}
}

func TestStringIsCutAtACharacter(t *testing.T) {
	for _, c := range []struct {
		limit    int
		in, want string
	}{
		{4, "abcd", "abcd"},
		{4, "abcde", "abcd…(5 bytes)"},
		{4, "aéééé", "aé…(9 bytes)"},
		{4, "世界人", "世…(9 bytes)"},
		{3, "😀😀", "…(8 bytes)"},
		{4, "😀😀", "😀…(8 bytes)"},
		{4, "ab\xff", "ab\uFFFD"},
		{4, "a\xffb\xfec", "a\uFFFDb\uFFFD…(5 bytes)"},
		{4, "", ""},
	} {
		got := decode(t, encode(Limits{MaxString: c.limit}, func(v *Value) { v.String(c.in) }))
		if got != c.want {
			t.Errorf("%q cut at %d: got %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func FuzzStringIsValidAndShort(f *testing.F) {
	f.Add("a\xf0\x9f\x98\x80b", 3)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		limit = 1 + limit&0xff
		got := decode(t, encode(Limits{MaxString: limit}, func(v *Value) { v.String(s) })).(string)
		switch cut := strings.LastIndex(got, "…("); {
		case !utf8.ValidString(got):
			t.Errorf("%q cut at %d: got %q, which is not UTF-8", s, limit, got)
		case len(s) > limit && (cut < 0 || utf8.RuneCountInString(got[:cut]) > limit):
			t.Errorf("%q cut at %d: got %q", s, limit, got)
		case len(s) <= limit && utf8.ValidString(s) && got != s:
			t.Errorf("got %q, want %q as it is", got, s)
		}
	})
}

func TestValuesThatLieTooDeepAreInstances(t *testing.T) {
	type box struct{ In any }
	var list, structs, maps any = 1, 1, 1
	for range 3 {
		list, structs, maps = []any{list}, box{structs}, map[string]any{"k": maps}
	}
	for _, c := range []struct {
		x    any
		want string
	}{
		{list, "[[[]any_instance_id_0]]"},
		{structs, "map[In:map[In:box_instance_id_0]]"},
	} {
		got := fmt.Sprint(decode(t, encode(Limits{MaxDepth: 2}, func(v *Value) { v.Any(c.x) })))
		if got != c.want {
			t.Errorf("%T at depth 2: got %s, want %s", c.x, got, c.want)
		}
	}
	got := fmt.Sprint(decode(t, encode(Limits{MaxDepth: 2}, func(v *Value) { v.Any(maps) })))
	if !strings.HasPrefix(got, "map[k:map[k:map[string]any_instance_id_") {
		t.Errorf("map at depth 2: got %s", got)
	}
}

func TestGreatDepthIsBounded(t *testing.T) {
	var list any = 1
	for range 1000 {
		list = []any{list}
	}
	value := decode(t, encode(Limits{MaxDepth: 1 << 20}, func(v *Value) { v.Any(list) }))
	depth := 0
	for l, ok := value.([]any); ok; l, ok = value.([]any) {
		value = l[0]
		depth++
	}
	if depth != greatestMaxDepth {
		t.Errorf("got %d levels, want %d", depth, greatestMaxDepth)
	}
}

// A graph has as many paths as there are ways through it; none of its nodes lies on a cycle here.
func TestGraphDoesNotMakeTheRecordUnbounded(t *testing.T) {
	type node struct {
		Name  string
		Next  []*node
		Named map[string]*node
	}
	layer := []*node{{Name: strings.Repeat("x", 4096)}}
	for range 6 {
		above := make([]*node, 60)
		for i := range above {
			above[i] = &node{Name: strings.Repeat("y", 100), Next: layer, Named: map[string]*node{"a": layer[0]}}
		}
		layer = above
	}
	var dynamic any = layer
	b := encode(Limits{MaxDepth: 20}, func(v *Value) { v.Any(dynamic) })
	decode(t, b)
	if len(b) > 3*ampleBytes {
		t.Errorf("got %d bytes, want little more than %d", len(b), ampleBytes)
	}
}

func TestLongStringsDoNotMakeTheRecordUnbounded(t *testing.T) {
	list := make([][]string, 64)
	for i := range list {
		list[i] = make([]string, 64)
		for j := range list[i] {
			list[i][j] = strings.Repeat("x", 4096)
		}
	}
	b := encode(Limits{}, func(v *Value) { v.Any(list) })
	if got := decode(t, b).([]any); fmt.Sprint(got[63]) != "map[len:64]" {
		t.Errorf("the last list: got %v, want its length", got[63])
	}
	if len(b) > 2*ampleBytes {
		t.Errorf("got %d bytes, want little more than %d", len(b), ampleBytes)
	}
}
