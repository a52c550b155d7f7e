package capture

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

func TestGoroutineProfileShowsActivities(t *testing.T) {
	record(t, Config{})
	pprof.Do(context.Background(), pprof.Labels("user", "own"), func(context.Context) {
		call("a", func() {
			var b bytes.Buffer
			if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
				t.Fatal(err)
			}
			if want := `{"flowcept.activity":"a", "user":"own"}`; !strings.Contains(b.String(), want) {
				t.Errorf("got %s, want %s in it", b.String(), want)
			}
		})
	})
}

func TestCPUProfileShowsActivities(t *testing.T) {
	record(t, Config{})
	outer, inner := &Site{Activity: "outer activity"}, &Site{Activity: "inner activity"}
	// Longer each time: on a machine that does other things the profiler may take no sample of so little work.
	for long := 50 * time.Millisecond; long < time.Minute; long *= 2 {
		profile := profileOf(t, func() {
			busy(outer, long, func() { busy(inner, long, nil) })
		})
		if bytes.Contains(profile, []byte(outer.Activity)) && bytes.Contains(profile, []byte(inner.Activity)) {
			return
		}
	}
	t.Error("the profile names no activities")
}

// busy is a captured function that computes for a while.
func busy(site *Site, long time.Duration, then func()) {
	var fc Record
	fc.Begin(site)
	defer endCall(&fc)
	x := uint64(1)
	for start := time.Now(); time.Since(start) < long; {
		for range 10000 {
			x = x*6364136223846793005 + 1
		}
	}
	fc.Uint64("x", x)
	if then != nil {
		then()
	}
}

// profileOf is the CPU profile of f.
func profileOf(t *testing.T, f func()) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := pprof.StartCPUProfile(&b); err != nil {
		t.Skip("the CPU profiler is in use: ", err)
	}
	f()
	pprof.StopCPUProfile()
	z, err := gzip.NewReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return profile
}
