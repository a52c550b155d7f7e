package capture

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"unsafe"
)

type guarded struct {
	mu    sync.Mutex
	Count int
}

type counted struct {
	Name string
	Hits [2]atomic.Int64
}

// A guardedText takes the lock that its caller may hold.
type guardedText struct {
	mu   sync.Mutex
	Text string
}

func (g *guardedText) MarshalText() ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return []byte(g.Text), nil
}

// A guardedOwn says how it is recorded, and is trusted with that.
type guardedOwn struct {
	//lint:ignore U1000 it is there to be found
	mu sync.Mutex
}

func (g *guardedOwn) FlowceptValue() any { return "own" }

func TestTypesThatHoldLocksAreNotFollowed(t *testing.T) {
	g, text := &guarded{Count: 1}, &guardedText{}
	text.mu.Lock()
	defer text.mu.Unlock()
	id := func(p unsafe.Pointer) string { return fmt.Sprintf("_instance_id_%d", uintptr(p)) }
	type embeds struct {
		*guarded
		A int
	}
	type Guarded = guarded
	type exports struct {
		*Guarded
		A int
	}
	for _, c := range []struct {
		name string
		x    any
		want string
	}{
		{"pointer", g, "guarded" + id(unsafe.Pointer(g))},
		{"list of pointers", []*guarded{g, nil}, "[guarded" + id(unsafe.Pointer(g)) + " <nil>]"},
		{"list of values", make([]guarded, 1), "[guarded_instance_id_0]"},
		{"map", map[string]*guarded{"g": g}, "map[g:guarded" + id(unsafe.Pointer(g)) + "]"},
		{"array inside", &counted{}, ""},
		{"field", &struct {
			A int
			G guarded
		}{}, ""},
		{"field behind a pointer", struct {
			A int
			G *guarded
		}{1, g}, "map[A:1 G:guarded" + id(unsafe.Pointer(g)) + "]"},
		{"embedded pointer", embeds{g, 1}, "map[A:1]"},
		{"embedded pointer of an exported name", exports{g, 1}, "map[A:1 Guarded:guarded" + id(unsafe.Pointer(g)) + "]"},
		{"with a text", text, "guardedText" + id(unsafe.Pointer(text))},
		{"with a value of its own", &guardedOwn{}, "own"},
		{"atomic pointer", new(atomic.Pointer[int]), ""},
		{"wait group", &sync.WaitGroup{}, ""},
		{"map of sync", &sync.Map{}, ""},
	} {
		got := fmt.Sprint(recorded(t, c.x))
		if c.want == "" {
			c.want = typeName(c.x) + fmt.Sprintf("_instance_id_%d", addressOf(c.x))
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// The race detector is the judge here.
func TestGuardedValueMayBeWrittenMeanwhile(t *testing.T) {
	c := &counted{}
	g := &guarded{}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 1000 {
			c.Hits[0].Add(1)
			g.mu.Lock()
			g.Count++
			g.mu.Unlock()
		}
	})
	for range 1000 {
		recorded(t, []any{c, g})
	}
	wg.Wait()
	if g.Count != 1000 {
		t.Errorf("got %d, want 1000", g.Count)
	}
}
