package telemetry

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

// at follows a path of keys.
func at(t *testing.T, m map[string]any, path ...string) float64 {
	t.Helper()
	var v any = m
	for _, key := range path {
		next, ok := v.(map[string]any)
		if !ok {
			t.Fatalf("%v: %q is in no map", path, key)
		}
		v = next[key]
	}
	switch n := v.(type) {
	case int64:
		return float64(n)
	case uint64:
		return float64(n)
	case float64:
		return n
	}
	t.Fatalf("%v = %v (%T), want a number", path, v, v)
	return 0
}

// TestMemoryShows touches memory between start and end. What earlier tests have left
// may be given back meanwhile; hence more than one try.
func TestMemoryShows(t *testing.T) {
	s := start(t, Config{Process: true})
	rss := func() float64 { return at(t, now(t, s), "process", "memory", "rss") }
	within(t, "rss rises by 60 MiB when 64 are touched", func() bool {
		debug.FreeOSMemory()
		begin := rss()
		block := make([]byte, 64<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		grown := rss() - begin
		runtime.KeepAlive(block)
		return grown >= 60<<20
	})
}

// TestWorkShows burns CPU time between start and end.
func TestWorkShows(t *testing.T) {
	s := start(t, Config{CPU: true, Process: true, Interval: 20 * time.Millisecond})
	begin := now(t, s)
	block := make([]byte, 1<<20)
	var end map[string]any
	within(t, "user time and percentages rise", func() bool {
		for i := range block {
			block[i] += byte(i)
		}
		end = now(t, s)
		return at(t, end, "process", "cpu_times", "user") > at(t, begin, "process", "cpu_times", "user")+0.05 &&
			at(t, end, "process", "cpu_percent") > 0 && at(t, end, "cpu", "percent_all") > 0 &&
			at(t, end, "cpu", "times_avg", "user") > at(t, begin, "cpu", "times_avg", "user")
	})
}

func TestValuesAreSane(t *testing.T) {
	m := now(t, start(t, all))
	for _, share := range [][]string{
		{"cpu", "percent_all"}, {"memory", "virtual", "percent"}, {"process", "memory_percent"}, {"disk", "disk_usage", "percent"},
	} {
		if x := at(t, m, share...); x < 0 || x > 100 {
			t.Errorf("%v = %v, want 0 to 100", share, x)
		}
	}
	total := at(t, m, "memory", "virtual", "total")
	if available := at(t, m, "memory", "virtual", "available"); available <= 0 || available > total {
		t.Errorf("available memory %v of %v", available, total)
	}
	rss := at(t, m, "process", "memory", "rss")
	if got, want := at(t, m, "process", "memory_percent"), rss/total*100; got != want {
		t.Errorf("memory_percent = %v, want rss/total = %v", got, want)
	}
	processors := m["cpu"].(map[string]any)["times_per_cpu"].([]any)
	if len(processors) < runtime.NumCPU() {
		t.Errorf("times_per_cpu has %d processors, want at least %d", len(processors), runtime.NumCPU())
	}
	if n := at(t, m, "process", "num_threads"); n < 1 || n > 10_000 {
		t.Errorf("num_threads = %v", n)
	}
}

func TestShorten(t *testing.T) {
	long := make([]string, 1000)
	for i := range long {
		long[i] = "argument"
	}
	got := shorten(long)
	if want := maxCommand/len("argument") + 1; len(got) != want || got[len(got)-1] != "…(1000 arguments)" {
		t.Errorf("shorten of 1000 arguments = %d, the last %q; want %d, the last saying how many there were", len(got), got[len(got)-1], want)
	}
	if short := shorten([]string{"a", "b"}); len(short) != 2 {
		t.Errorf("shorten([a b]) = %v", short)
	}
}
