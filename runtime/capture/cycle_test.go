package capture

import (
	"fmt"
	"testing"
	"unsafe"
)

type ring struct {
	Name string
	Next *ring
}

func TestPointerThatLeadsBackEndsInItsInstance(t *testing.T) {
	r := &ring{Name: "a"}
	r.Next = &ring{Name: "b", Next: r}
	want := fmt.Sprintf("map[Name:a Next:map[Name:b Next:ring_instance_id_%d]]", uintptr(unsafe.Pointer(r)))
	if got := fmt.Sprint(recorded(t, r)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestNestingIsNoCycle(t *testing.T) {
	type pair struct{ A, B []int }
	shared := []int{1}
	p := &pair{shared, shared}
	type first struct {
		Inner pair
		Same  *pair
	}
	f := &first{Inner: *p}
	f.Same = &f.Inner // at the address of f itself
	one := "map[A:[1] B:[1]]"
	for _, c := range []struct {
		x    any
		want string
	}{
		{[][]int{{1}, {2}}, "[[1] [2]]"},
		{[]*pair{p, p}, "[" + one + " " + one + "]"},
		{map[string][]string{"k": {"v"}}, "map[k:[v]]"},
		{[]map[string]int{{"k": 1}, {}}, "[map[k:1] map[]]"},
		{[][]struct{}{{}, {}, {{}}}, "[[] [] [map[]]]"},
		{f, "map[Inner:" + one + " Same:" + one + "]"},
	} {
		if got := fmt.Sprint(recorded(t, c.x)); got != c.want {
			t.Errorf("%#v: got %s, want %s", c.x, got, c.want)
		}
	}
}

func TestContainersThatHoldThemselvesEnd(t *testing.T) {
	list := []any{1}
	list = append(list, list[:1:1], nil)
	list[2] = list
	m := map[string]any{}
	m["m"] = m
	type tree []tree
	k := tree{nil}
	k[0] = k
	type links map[string]links
	l := links{}
	l["l"] = l
	at := func(p unsafe.Pointer) string { return fmt.Sprintf("_instance_id_%d", uintptr(p)) }
	for _, c := range []struct {
		x    any
		want string
	}{
		{list, "[1 [1] []any" + at(unsafe.Pointer(&list[0])) + "]"},
		{m, "map[m:map[string]any" + at(*(*unsafe.Pointer)(unsafe.Pointer(&m))) + "]"},
		{k, "[tree" + at(unsafe.Pointer(&k[0])) + "]"},
		{l, "map[l:links" + at(*(*unsafe.Pointer)(unsafe.Pointer(&l))) + "]"},
	} {
		if got := fmt.Sprint(recorded(t, c.x)); got != c.want {
			t.Errorf("%T: got %s, want %s", c.x, got, c.want)
		}
	}
}

func TestChainOfPointersWithoutStructsEnds(t *testing.T) {
	var chain any = 1
	for range 100000 {
		link := chain
		chain = &link
	}
	got, ok := recorded(t, chain).(string)
	if !ok {
		t.Errorf("got %v, want an instance form", got)
	}
}
