package capture

import (
	"runtime"
	"sync"
	"testing"
)

// The program may get more Ps while a workflow runs: those have no local of their own.
func TestNumbersAreUniqueOnEveryP(t *testing.T) {
	const goroutines, each = 16, 2000
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	s := Open(Config{})
	defer s.Spool.Close()
	w := s.StartWorkflow("w", "c")
	defer w.Stop()
	runtime.GOMAXPROCS(8)

	taken := make([]map[uint64]*node, goroutines)
	var wg sync.WaitGroup
	for i := range taken {
		wg.Go(func() {
			taken[i] = make(map[uint64]*node, each)
			for k := range each {
				id, n := w.take(k%2 == 0)
				taken[i][id] = n
				if k%100 == 0 {
					runtime.Gosched()
				}
			}
		})
	}
	wg.Wait()

	ids, nodes := map[uint64]bool{}, map[*node]bool{}
	for _, of := range taken {
		for id, n := range of {
			ids[id] = true
			if n != nil {
				nodes[n] = true
				if n.wf != w {
					t.Fatalf("node of call %#x: got workflow %p, want %p", id, n.wf, w)
				}
			}
		}
	}
	if got, want := len(ids), goroutines*each; got != want {
		t.Errorf("got %d different numbers in %d calls", got, want)
	}
	if got, want := len(nodes), goroutines*each/2; got != want {
		t.Errorf("got %d different nodes, want %d", got, want)
	}
	if got, want := w.Begun(), uint64(goroutines*each); got != want {
		t.Errorf("Begun: got %d, want %d", got, want)
	}
}
