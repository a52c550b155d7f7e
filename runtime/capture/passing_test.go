package capture

import (
	"fmt"
	"testing"
)

// recursion calls itself depth times, each time captured, and then panics.
func recursion(activity string, depth int, p any) {
	call(activity, func() {
		if depth == 1 {
			panic(p)
		}
		recursion(activity, depth-1, p)
	})
}

// What a panic costs that passes through so many calls would be minutes if each raised it again.
func TestPanicThroughManyCallsGoesOn(t *testing.T) {
	for _, c := range []struct {
		name, activity string
		config         Config
	}{
		{"tasks", "a", Config{}},
		{"lightweight tasks", "light", Config{}},
		{"without parents", "a", Config{NoParents: true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			const depth = 20_000
			h := record(t, c.config)
			if p := elsewhere(func() { recursion(c.activity, depth, errClosed) }); p != errClosed {
				t.Errorf("got the panic %v, want %v", p, errClosed)
			}
			said := map[string]int{}
			for _, e := range h.read() {
				said[fmt.Sprint(e.Status, " ", e.stderr)]++
			}
			full, short := said[fmt.Sprint(StatusError, " panic: closed")], said[fmt.Sprint(StatusError, " panic")]
			if full < maxRepanics || short == 0 || full+short != depth {
				t.Errorf("got %v, want %d errors, the inner ones with their message", said, depth)
			}
		})
	}
}

// A deep recursion that is not captured takes no message away, and neither do panics before that were recovered.
func TestPanicFromFarAwayHasItsMessage(t *testing.T) {
	h := record(t, Config{})
	var deep func(n int)
	deep = func(n int) {
		if n == 0 {
			panic(errClosed)
		}
		deep(n - 1)
	}
	const times = 2 * maxRepanics
	call("a", func() {
		for range times {
			func() {
				defer func() { _ = recover() }()
				call("b", func() { deep(5000) })
			}()
		}
	})
	messages := 0
	for _, e := range h.read() {
		if e.stderr == "panic: closed" {
			messages++
		}
	}
	if messages != times {
		t.Errorf("got %d messages of %d panics", messages, times)
	}
}

func TestPanicThroughManyIterationsGoesOn(t *testing.T) {
	const depth = 5_000
	h := record(t, Config{})
	if p := elsewhere(func() { nestedLoops(depth) }); p != errClosed {
		t.Errorf("got the panic %v, want %v", p, errClosed)
	}
	said := map[string]int{}
	for _, e := range h.read() {
		said[e.stderr]++
	}
	if full, short := said["panic: closed"], said["panic"]; full < maxRepanics || short == 0 || full+short != depth {
		t.Errorf("got %v, want %d errors", said, depth)
	}
}

func nestedLoops(depth int) {
	var fcLoop Loop
	defer endNestedLoops(&fcLoop)
	if On() {
		fcLoop.Begin(siteNamed["a"])
	}
	for range 1 {
		fcLoop.Next()
		if depth == 1 {
			panic(errClosed)
		}
		nestedLoops(depth - 1)
		fcLoop.EndIteration()
	}
	fcLoop.End()
}

func endNestedLoops(fcLoop *Loop) {
	if !LoopsRun(fcLoop) {
		return
	}
	if p := recover(); p != nil {
		LoopsPanicked(p, fcLoop)
		panic(p)
	}
	if !LoopsExited(fcLoop) {
		LoopsReturned(nil, fcLoop)
	}
}
