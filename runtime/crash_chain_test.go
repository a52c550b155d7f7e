//go:build unix

package flowcept_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A chain of processes is killed, two at a time, at random moments: while they start, while they deliver what those
// before them have left, while they capture and write to the file that they share. After one more start every call that
// had returned is in the file, once, and no line is torn.
func TestNothingIsLostOrDoubledByKillsDuringRecovery(t *testing.T) {
	kills := 8
	if n, err := strconv.Atoi(os.Getenv("FLOWCEPT_KILLS")); err == nil {
		kills = n
	}
	dir := isolated(t)
	for _, c := range []struct{ name, settings string }{
		{"one file", ""},
		{"a file for each workflow", "project: {dump_buffer: {append_workflow_id_to_path: true}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			configured(t, c.settings)
			all := map[string]*[victimGoroutines]atomic.Uint64{}
			for n := range kills {
				pair := []*victimProcess{startVictim(t, fmt.Sprint(n, "a")), startVictim(t, fmt.Sprint(n, "b"))}
				for _, v := range pair {
					<-time.After(rand.N(time.Duration(1+n%8*6) * time.Millisecond)) // the random moment
					v.kill()
					all[v.name] = v.returned
				}
			}
			w, err := flowcept.Start(t.Context(), flowcept.SaveWorkflow(false))
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Stop(t.Context()); err != nil {
				t.Fatal(err)
			}
			countCalls(t, all)
			if left, _ := filepath.Glob(filepath.Join(dir, "cache", "flowcept", "*", "*", "process-*")); len(left) > 0 {
				t.Errorf("spools are left: %v", left)
			}
		})
	}
}

// A victimProcess is one that captures until it is killed.
type victimProcess struct {
	name     string
	returned *[victimGoroutines]atomic.Uint64
	cmd      *exec.Cmd
}

func startVictim(t *testing.T, name string) *victimProcess {
	t.Helper()
	counters := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(counters, make([]byte, 8*victimGoroutines), 0o600); err != nil {
		t.Fatal(err)
	}
	v := &victimProcess{name, mapCounters(counters), exec.Command(os.Args[0])}
	v.cmd.Env = append(os.Environ(), victim+"="+counters)
	v.cmd.Stderr = os.Stderr
	if err := v.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *victimProcess) kill() {
	v.cmd.Process.Signal(syscall.SIGKILL)
	v.cmd.Wait()
}

// countCalls wants each call that had returned in the files of the directory once.
func countCalls(t *testing.T, returned map[string]*[victimGoroutines]atomic.Uint64) {
	t.Helper()
	type call struct {
		victim string
		worker int
		i      int64
	}
	seen := map[call]int{}
	files, err := filepath.Glob("flowcept_buffer*.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for r, err := range flowcept.ReadBufferFile(file) {
			if err != nil {
				t.Errorf("%v", err)
				continue
			}
			if used, ok := r["used"].(map[string]any); ok && r["activity_id"] == "victim" {
				seen[call{used["victim"].(string), int(used["worker"].(int64)), used["i"].(int64)}]++
			}
		}
	}
	total := 0
	for name, counters := range returned {
		for worker := range counters {
			want := int64(counters[worker].Load())
			total += int(want)
			lost, doubled := 0, 0
			for i := range want {
				switch got := seen[call{name, worker, i}]; {
				case got == 0:
					lost++
				case got > 1:
					doubled++
				}
			}
			if lost+doubled > 0 {
				t.Errorf("victim %s, goroutine %d: of %d calls that returned %d are not in the file and %d more than once", name, worker, want, lost, doubled)
			}
		}
	}
	t.Logf("%d calls of %d victims", total, len(returned))
}
