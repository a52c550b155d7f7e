package spool

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestStarving is run by TestProcessWithoutAddressSpace in a process of its own.
func TestStarving(t *testing.T) {
	dir := os.Getenv("SPOOL_TEST_STARVING")
	if dir == "" {
		t.Skip("the other half of TestProcessWithoutAddressSpace")
	}
	const segment = 4 << 20
	l := newLoad(inFiles(t, dir, Options{SegmentBytes: segment}), 4, 200_000) // 38 MB
	warmed := make([]byte, 64<<20)                                            // the heap that the test itself is going to need
	runtime.KeepAlive(warmed)
	runtime.GC()
	var pages uint64
	statm, err := os.ReadFile("/proc/self/statm")
	if err == nil {
		_, err = fmt.Sscan(string(statm), &pages)
	}
	if err != nil {
		t.Fatal(err)
	}
	room := pages*uint64(os.Getpagesize()) + 3*segment/2 // one more, and something for the Go runtime
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &syscall.Rlimit{Cur: room, Max: room}); err != nil {
		t.Fatal(err)
	}
	starved := 0
	l.run(t, func(int) {
		if l.s.Failure() != nil {
			starved++
		}
	})
	fmt.Println("starved:", starved > 0)
	if n := l.s.Dropped(); n > 0 {
		t.Errorf("%d entries are refused, want none", n)
	}
}

// A process that has no address space left for a segment, as shortly before it runs out of memory, waits for the reader.
func TestProcessWithoutAddressSpace(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector needs address space of its own")
	}
	child := exec.Command(os.Args[0], "-test.run=^TestStarving$", "-test.v")
	child.Env = append(os.Environ(), "SPOOL_TEST_STARVING="+t.TempDir())
	out, err := child.CombinedOutput()
	if bytes.Contains(out, []byte("fatal error: ")) && bytes.Contains(out, []byte("memory")) {
		t.Skipf("nothing is left for the test itself: %.200s", out)
	}
	if err != nil || !strings.Contains(string(out), "starved: true") {
		t.Errorf("got %v, want a process that was starved and lost nothing\n%.2000s", err, out)
	}
}
