package capture

import (
	"math"
	"runtime"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// The shapes below are what flowcept-gen writes.

var siteWork = Site{Activity: "work", Func: "capture.work"}
var siteLight = Site{Activity: "light", Func: "capture.light", Flags: Lightweight}

//go:noinline
func plain(x int, name string, lr float64) int { return x*2 + len(name) + int(lr) }

//go:noinline
func work(x int, name string, lr float64) (fcR0 int) {
	if On() {
		var fc Record
		fc.Begin(&siteWork)
		fc.Int("x", x)
		fc.String("name", name)
		fc.Float64("lr", lr)
		defer endWork(&fc, &fcR0)
	}
	return x*2 + len(name) + int(lr)
}

//go:noinline
func light(x int, name string, lr float64) (fcR0 int) {
	if On() {
		var fc Record
		fc.Begin(&siteLight)
		fc.Int("x", x)
		fc.String("name", name)
		fc.Float64("lr", lr)
		defer endWork(&fc, &fcR0)
	}
	return x*2 + len(name) + int(lr)
}

func endWork(fc *Record, y *int) {
	if fc.Passing() {
		return
	}
	if p := recover(); p != nil {
		fc.Panicked(p)
		panic(p)
	}
	if fc.Exited() {
		return
	}
	fc.Generated()
	fc.Int("y", *y)
	fc.End()
}

// discard reads what is committed and throws it away, as a publisher whose transport costs nothing.
func discard(t testing.TB, s *Session) (stop func() int) {
	done, read := make(chan struct{}), make(chan int)
	go func() {
		r, n := s.Spool.NewReader(), 0
		for {
			over := false
			select {
			case <-done:
				over = true
			case <-s.Spool.Wake():
			}
			s.Spool.Prepare()
			r.Next(math.MaxInt64, func(spool.Entry) bool { n++; return true })
			r.Ack()
			if over {
				read <- n
				return
			}
		}
	}()
	return func() int { close(done); return <-read }
}

func begin(t testing.TB) *Session {
	s := Open(Config{})
	stop := discard(t, s)
	w := s.StartWorkflow("w", "c")
	t.Cleanup(func() {
		w.Stop()
		stop()
		s.Spool.Close()
	})
	return s
}

func TestCapturedCallsAllocateNothing(t *testing.T) {
	if !pinning {
		t.Skip("nodes are single allocations without pinning, and sync.Pool forgets at random under the race detector")
	}
	begin(t)
	for name, f := range map[string]func(int, string, float64) int{"task": work, "lightweight": light} {
		// The slabs of parent nodes come to one allocation in 128 calls, which AllocsPerRun rounds down.
		if n := testing.AllocsPerRun(1000, func() { f(1, "adam", 0.01) }); n != 0 {
			t.Errorf("%s: got %v allocations a call, want 0", name, n)
		}
	}
}

func BenchmarkCall(b *testing.B) {
	each := func(name string, f func(int, string, float64) int) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for i := 0; pb.Next(); i++ {
					f(i, "adam", 0.01)
				}
			})
		})
	}
	each("plain", plain)
	each("off", work)
	s := begin(b)
	each("task", work)
	each("lightweight", light)
	runtime.GC()
	if n := s.Spool.Dropped(); n > 0 {
		b.Logf("%d records dropped", n)
	}
}

var siteLoop = Site{Activity: "loop_iteration", Func: "capture.loop", Subtype: "iteration"}
var siteLightLoop = Site{Activity: "loop_iteration", Func: "capture.loop", Subtype: "iteration", Flags: Lightweight}

//go:noinline
func loop(t *Site, n int) (sum int) {
	var l Loop
	if On() {
		l.Begin(t)
	}
	for i := range n {
		if l.Next() {
			l.Int("item", i)
		}
		sum += i
		if l.Captured() {
			l.Generated()
			l.Int("sum", sum)
			l.EndIteration()
		}
	}
	l.End()
	return sum
}

func TestIterationsAllocateNothing(t *testing.T) {
	if !pinning {
		t.Skip("nodes are single allocations without pinning, and sync.Pool forgets at random under the race detector")
	}
	begin(t)
	for name, site := range map[string]*Site{"iteration": &siteLoop, "lightweight": &siteLightLoop} {
		if n := testing.AllocsPerRun(100, func() { loop(site, 10) }); n > 1 {
			t.Errorf("%s: got %v allocations in ten iterations, want at most one slab of nodes", name, n)
		}
	}
}

func BenchmarkLoop(b *testing.B) {
	begin(b)
	b.Run("iteration", func(b *testing.B) { b.ReportAllocs(); loop(&siteLoop, b.N) })
	b.Run("lightweight", func(b *testing.B) { b.ReportAllocs(); loop(&siteLightLoop, b.N) })
}
