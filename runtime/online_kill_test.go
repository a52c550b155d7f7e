//go:build unix

package flowcept_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// What a process has captured that was killed while there was no broker is delivered by the next one.
func TestOnlineAKilledProcessLosesNothing(t *testing.T) {
	port := online(t)
	counters := filepath.Join(t.TempDir(), "returned")
	if err := os.WriteFile(counters, make([]byte, 8*victimGoroutines), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victim+"="+counters)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	returned := mapCounters(counters)
	for deadline := time.Now().Add(time.Minute); returned[0].Load() < 1000; {
		if time.Now().After(deadline) {
			t.Fatal("the victim has not made 1000 calls in a minute")
		}
		runtime.Gosched()
	}
	cmd.Process.Signal(syscall.SIGKILL)
	cmd.Wait()

	c := startBroker(t, port)
	w, err := flowcept.Start(t.Context(), flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	var next [victimGoroutines]int64
	for _, r := range consume(t, c) {
		if r["activity_id"] != "victim" {
			continue
		}
		used := r["used"].(map[string]any)
		worker, i := used["worker"].(int64), used["i"].(int64)
		if i != next[worker] {
			t.Fatalf("goroutine %d: got the record of call %d, want that of %d", worker, i, next[worker])
		}
		next[worker]++
	}
	for worker, n := range next {
		if want := int64(returned[worker].Load()); n < want || n > want+1 {
			t.Errorf("goroutine %d: got %d records of %d calls that returned", worker, n, want)
		}
	}
}
