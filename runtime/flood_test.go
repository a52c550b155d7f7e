//go:build unix

package flowcept_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

var siteFlood = capture.Site{Activity: "flood"}

func flood(x int, name string) {
	if capture.On() {
		var fc capture.Record
		fc.Begin(&siteFlood)
		fc.Int("x", x)
		fc.String("name", name)
		defer endVictim(&fc)
	}
}

// A thousand goroutines capture faster than the file takes it, through a spool of 8 MiB that makes them wait: every
// record arrives, and memory stays where it was. FLOWCEPT_RECORDS says how many there are.
func TestABoundedSpoolDeliversEverythingInFlatMemory(t *testing.T) {
	const goroutines = 1000
	each := 100
	if n, err := strconv.Atoi(os.Getenv("FLOWCEPT_RECORDS")); err == nil {
		each = n / goroutines
	}
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(dir, "settings.yaml"))
	settings := "go: {spool: {max_bytes: 8MiB, on_full: block}}\n"
	if err := os.WriteFile("settings.yaml", []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	wf, err := flowcept.Start(t.Context(), flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	before, past := heap(), flowcept.Stats()
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for i := range each {
				flood(i, "adam")
			}
		})
	}
	wg.Wait()
	grown := heap() - before
	if err := wf.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := flowcept.Stats()
	if got, want := c.Acknowledged-past.Acknowledged, uint64(goroutines*each); got != want || c.Dropped != past.Dropped {
		t.Errorf("got %d records acknowledged and %d dropped, want %d and none", got, c.Dropped-past.Dropped, want)
	}
	if grown > 32<<20 {
		t.Errorf("the heap has grown by %d MiB", grown>>20)
	}
}

// heap is what the Go heap holds after a collection, in bytes.
func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
