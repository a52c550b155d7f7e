package host

import (
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestOwnOfFakeProc(t *testing.T) {
	proc, _ := writeProc(t, nil)
	o := OpenOwnAt(filepath.Join(proc, "self"))
	var r Reading
	o.Read(&r)
	page := uint64(os.Getpagesize())
	if want := [8]uint64{300 * page, 5000 * page, 100 * page, 2 * page, 0, 400 * page}; r.Memory.Values != want {
		t.Errorf("memory = %v, want %v", r.Memory.Values, want)
	}
	if want := [8]uint64{33, 44, 55, 66, 11, 22}; r.IO.Values != want || !reflect.DeepEqual(r.IO.Keys, ioKeys) {
		t.Errorf("io = %v %v, want %v", r.IO.Keys, r.IO.Values, want)
	}
	if r.Failed != 0 {
		t.Errorf("%d reads failed, want 0", r.Failed)
	}
}

func TestOwnMissesFiles(t *testing.T) {
	var r Reading
	o := OpenOwnAt(t.TempDir())
	o.Read(&r)
	if r.Memory.Keys != nil || r.IO.Keys != nil || r.Threads != -1 || r.Failed != 0 {
		t.Errorf("reading without /proc = %+v, want neither memory, io nor threads, and no failure", r)
	}
	if r.Times.Keys == nil {
		t.Errorf("reading without /proc has no CPU times")
	}
}

func TestOwnMeetsNonsense(t *testing.T) {
	for name, text := range map[string]string{"self/statm": "5000 x\n", "self/io": "rchar: 1\n"} {
		proc, _ := writeProc(t, map[string]string{name: text})
		o := OpenOwnAt(filepath.Join(proc, "self"))
		var r Reading
		o.Read(&r)
		if r.Failed != 1 {
			t.Errorf("%s holding %q: %d reads failed, want 1", name, text, r.Failed)
		}
	}
}

func TestThreads(t *testing.T) {
	o := OpenOwn()
	if !o.Threads() {
		t.Skip("the link count of /proc/self/task does not tell the threads here")
	}
	var r Reading
	within(t, "the thread count agrees with /proc/self/task", func() bool {
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			t.Fatal(err)
		}
		o.Read(&r)
		return r.Threads == len(tasks)
	})
}

func TestOwnMoves(t *testing.T) {
	o := OpenOwn()
	var start, end Reading
	o.Read(&start)
	if start.Memory.Keys == nil || start.IO.Keys == nil {
		t.Skip("this /proc has no statm or no io")
	}
	block := make([]byte, 1<<20)
	file := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(file, block, 0o644); err != nil {
		t.Fatal(err)
	}
	within(t, "user time rises", func() bool {
		for i := range block {
			block[i] += byte(i)
		}
		o.Read(&end)
		return end.Times.Values[0] > start.Times.Values[0]
	})
	if written := end.IO.Values[5] - start.IO.Values[5]; written < 1<<20 {
		t.Errorf("write_chars rose by %d after writing 1 MiB", written)
	}
	if end.CPU < 0 || end.CPU >= 1<<16 {
		t.Errorf("processor %d", end.CPU)
	}
}

// TestMemoryMoves tries more than once: what earlier tests have left may be given
// back while it touches its own.
func TestMemoryMoves(t *testing.T) {
	o := OpenOwn()
	var start, end Reading
	within(t, "rss rises by 60 MiB when 64 are touched", func() bool {
		debug.FreeOSMemory()
		o.Read(&start)
		block := make([]byte, 64<<20)
		for i := 0; i < len(block); i += 4096 {
			block[i] = 1
		}
		o.Read(&end)
		runtime.KeepAlive(block)
		return end.Memory.Values[0] >= start.Memory.Values[0]+60<<20
	})
}

func TestOwnAllocatesNothing(t *testing.T) {
	o := OpenOwn()
	if n := testing.AllocsPerRun(100, func() {
		var r Reading
		o.Read(&r)
	}); n != 0 {
		t.Errorf("Read allocates %v times", n)
	}
}

// within waits at most ten seconds for what to become true.
func within(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); {
		if time.Now().After(deadline) {
			t.Fatalf("not in ten seconds: %s", what)
		}
	}
}

func BenchmarkOwn(b *testing.B) {
	o := OpenOwn()
	b.ReportAllocs()
	for b.Loop() {
		var r Reading
		o.Read(&r)
	}
}
