package suite

import (
	"runtime"
	"sync"
	"testing"
)

// burstCalls is the number of calls of a burst on one P. Their records fit into the segments that a spool has ready.
const burstCalls = 4000

// measuredCalls is the same for calls with telemetry, whose records are large.
const measuredCalls = 400

// parallel calls f with b.N divided among the Ps.
func parallel(b *testing.B, f func(n int)) {
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		n := 0
		for pb.Next() {
			n++
			if n == 100 {
				f(n)
				n = 0
			}
		}
		f(n)
	})
}

// bursts calls f with b.N divided among the Ps and into bursts, and between them, with the clock stopped, flush.
func bursts(b *testing.B, calls int, flush func(), f func(n int)) {
	b.ReportAllocs()
	ps := runtime.GOMAXPROCS(0)
	for left := b.N; left > 0; {
		n := min(left, calls*ps)
		b.StopTimer()
		flush()
		b.StartTimer()
		spread(ps, n, f)
		left -= n
	}
}

// spread calls f on each of ps goroutines with its share of n.
func spread(ps, n int, f func(n int)) {
	var wg sync.WaitGroup
	for p := 1; p < ps; p++ {
		wg.Go(func() { f(n / ps) })
	}
	f(n - n/ps*(ps-1))
	wg.Wait()
}

// times calls f n times with the arguments of a task.
func times(f func(x int, name string, lr float64) int) func(n int) {
	return func(n int) {
		for i := range n {
			f(i, "adam", 0.01)
		}
	}
}
