package telemetry

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
)

func TestAppendAllocatesNothing(t *testing.T) {
	for name, cfg := range map[string]Config{"nothing": {}, "default": {CPU: true, Process: true, Memory: true}, "all": all} {
		s := start(t, cfg)
		s.Stop() // AllocsPerRun counts the sampling goroutine's as well
		b := make([]byte, 0, 1<<20)
		if n := testing.AllocsPerRun(100, func() { b = s.Append(b[:0]) }); n != 0 {
			t.Errorf("%s: Append allocates %v times", name, n)
		}
	}
}

// TestFailingProc takes /proc/self/io away behind an open Sampler: the record
// goes without it, and the failure is counted.
func TestFailingProc(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"statm": "5000 300 100 2 0 400 0\n",
		"io":    "rchar: 11\nwchar: 22\nsyscr: 33\nsyscw: 44\nread_bytes: 55\nwrite_bytes: 66\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, Config{Process: true})
	s.own = host.OpenOwnAt(dir)
	if process := now(t, s)["process"].(map[string]any); process["io_counters"] == nil {
		t.Fatalf("process = %v, want io_counters", process)
	}
	if err := os.Truncate(filepath.Join(dir, "io"), 0); err != nil {
		t.Fatal(err)
	}
	process := now(t, s)["process"].(map[string]any)
	if process["io_counters"] != nil || process["memory"] == nil {
		t.Errorf("process = %v, want memory and no io_counters", process)
	}
	if n := s.Failures(); n != 1 {
		t.Errorf("Failures() = %d, want 1", n)
	}
}

// TestFilesAreClosed looks for open files of /proc once a stopped Sampler is gone.
func TestFilesAreClosed(t *testing.T) {
	none := func() bool {
		runtime.GC()
		return openProcFiles(t) == 0
	}
	within(t, "what earlier tests have opened is closed", none)
	func() {
		s := startAlone(t, all)
		if openProcFiles(t) == 0 {
			t.Fatalf("a Sampler holds no file of /proc open")
		}
		s.Stop()
	}()
	within(t, "the files are closed", none)
}

// startAlone starts a Sampler that nothing but its user refers to.
func startAlone(t *testing.T, cfg Config) *Sampler {
	t.Helper()
	s, err := Start(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func openProcFiles(t *testing.T) (n int) {
	t.Helper()
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skipf("the open files cannot be listed: %v", err)
	}
	for _, name := range names {
		if path, err := os.Readlink("/proc/self/fd/" + name.Name()); err == nil && strings.HasPrefix(path, "/proc/") && !strings.HasSuffix(path, "/fd") {
			n++
		}
	}
	return n
}
