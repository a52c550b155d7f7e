//go:build unix

package flowcept_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unsafe"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

// victim is set in the environment of a process that captures until it is killed. Its value names a file in which the
// process counts, for each of its goroutines, the calls that have returned.
const victim = "FLOWCEPT_TEST_VICTIM"

const victimGoroutines = 3

func TestMain(m *testing.M) {
	if path := os.Getenv(victim); path != "" {
		capturedUntilKilled(path)
	}
	if id := os.Getenv(companion); id != "" {
		if err := accompany(id); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

var siteVictim = capture.Site{Activity: "victim"}

func victimCall(name string, worker, i int) {
	if capture.On() {
		var fc capture.Record
		fc.Begin(&siteVictim)
		fc.String("victim", name)
		fc.Int("worker", worker)
		fc.Int("i", i)
		defer endVictim(&fc)
	}
}

func endVictim(fc *capture.Record) {
	if fc.Exited() {
		return
	}
	fc.End()
}

func capturedUntilKilled(path string) {
	returned, name := mapCounters(path), filepath.Base(path)
	if _, err := flowcept.Start(context.Background(), flowcept.WorkflowID("victim"), flowcept.SaveWorkflow(false)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for worker := range victimGoroutines {
		go func() {
			for i := 0; ; i++ {
				victimCall(name, worker, i)
				returned[worker].Store(uint64(i + 1))
				for spin := 0; spin < 2000; spin++ { // leaves the publisher a chance
					_ = returned[worker].Load()
				}
			}
		}()
	}
	select {}
}

// mapCounters maps the counters of the victim's calls, which outlive it.
func mapCounters(path string) *[victimGoroutines]atomic.Uint64 {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	mem, err := syscall.Mmap(int(f.Fd()), 0, 8*victimGoroutines, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		panic(err)
	}
	return (*[victimGoroutines]atomic.Uint64)(unsafe.Pointer(&mem[0]))
}

// A process is killed at a random moment, again and again. Whatever call had returned is in the file after the next
// start, once.
func TestNoCallThatReturnedIsLostByKill(t *testing.T) {
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("FLOWCEPT_KILLS")); err == nil {
		kills = n
	}
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	for n := range kills {
		if !killOne(t, n, dir) {
			return
		}
	}
}

func killOne(t *testing.T, n int, dir string) bool {
	counters := filepath.Join(dir, "returned")
	if err := os.WriteFile(counters, make([]byte, 8*victimGoroutines), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), victim+"="+counters)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	returned := mapCounters(counters)
	for deadline := time.Now().Add(time.Minute); returned[0].Load() == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the victim has not made a call in a minute")
		}
		runtime.Gosched()
	}
	<-time.After(rand.N(60 * time.Millisecond)) // the random moment
	cmd.Process.Signal(syscall.SIGKILL)
	cmd.Wait()

	w, err := flowcept.Start(t.Context(), flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	var seen [victimGoroutines]map[int64]int
	for i := range seen {
		seen[i] = map[int64]int{}
	}
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			t.Errorf("kill %d: %v", n, err)
			return false
		}
		if used, ok := r["used"].(map[string]any); ok && r["activity_id"] == "victim" {
			seen[used["worker"].(int64)][used["i"].(int64)]++
		}
	}
	for worker := range seen {
		want := returned[worker].Load()
		for i := range int64(want) {
			if got := seen[worker][i]; got != 1 {
				t.Errorf("kill %d: call %d of goroutine %d, of %d that returned, is in the file %d times", n, i, worker, want, got)
				return false
			}
		}
		if extra := len(seen[worker]) - int(want); extra > 1 {
			t.Errorf("kill %d: goroutine %d has %d records more than the one call in progress", n, worker, extra)
		}
	}
	return os.Remove("flowcept_buffer.jsonl") == nil
}
