//go:build unix

package flowcept_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// killed runs a process that captures with the settings of the environment, kills it after so many calls of its first
// goroutine, and returns how many calls of each had returned.
func killed(t *testing.T, calls uint64) (returned [victimGoroutines]uint64) {
	t.Helper()
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
	n := mapCounters(counters)
	for deadline := time.Now().Add(time.Minute); n[0].Load() < calls; {
		if time.Now().After(deadline) {
			t.Fatalf("the victim has not made %d calls in a minute", calls)
		}
		runtime.Gosched()
	}
	cmd.Process.Signal(syscall.SIGKILL)
	cmd.Wait()
	for i := range n {
		returned[i] = n[i].Load()
	}
	return returned
}

// recoverAll recovers with the settings of the environment.
func recoverAll(t *testing.T, opt flowcept.RecoverOptions) (spools []flowcept.RecoveredSpool, err error) {
	t.Helper()
	s, err := settings.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	opt.Each = func(r flowcept.RecoveredSpool) { spools = append(spools, r) }
	return spools, flowcept.Recover(t.Context(), s, opt)
}

// wantCalls checks that there is a record of each call that had returned, one of each, and of at most one more.
func wantCalls(t *testing.T, all records, returned [victimGoroutines]uint64) {
	t.Helper()
	next := [victimGoroutines]uint64{}
	for _, r := range all.tasks().of("activity_id", "victim") {
		used := r["used"].(map[string]any)
		worker := used["worker"].(int64)
		if got := uint64(used["i"].(int64)); got != next[worker] {
			t.Fatalf("goroutine %d: got the record of call %d, want that of %d", worker, got, next[worker])
		}
		next[worker]++
	}
	for worker, n := range next {
		if want := returned[worker]; n < want || n > want+1 {
			t.Errorf("goroutine %d: got %d records of %d calls that returned", worker, n, want)
		}
	}
}

// What a killed process has left is in the file, once, however often it is recovered.
func TestRecoverToTheFileOfAKilledProcess(t *testing.T) {
	isolated(t)
	returned := killed(t, 2000)
	spools, err := recoverAll(t, flowcept.RecoverOptions{})
	if err != nil || len(spools) != 1 || spools[0].Alive || !strings.HasPrefix(spools[0].Destination, "file:") {
		t.Fatalf("got %+v and %v, want one spool", spools, err)
	}
	wantCalls(t, written(t, ""), returned)
	before := len(written(t, ""))
	if spools, err := recoverAll(t, flowcept.RecoverOptions{}); err != nil || len(spools) != 0 {
		t.Errorf("again: got %+v and %v, want nothing", spools, err)
	}
	if after := len(written(t, "")); after != before {
		t.Errorf("again: got %d records, want %d", after, before)
	}
	if _, err := os.Stat(filepath.Dir(spools[0].Path)); !os.IsNotExist(err) {
		t.Errorf("the directory of the spools: got %v, want that it is gone", err)
	}
}

// A spool that no broker takes stays; with one it is published, once.
func TestRecoverToATopic(t *testing.T) {
	port := online(t)
	returned := killed(t, 1000)
	spools, err := recoverAll(t, flowcept.RecoverOptions{Patience: 100 * time.Millisecond})
	if err == nil || len(spools) != 1 || spools[0].Err == nil || spools[0].Published != 0 || !strings.Contains(err.Error(), "still there") {
		t.Fatalf("without a broker: got %+v and %v, want that the spool is still there", spools, err)
	}
	broker := startBroker(t, port)
	for range 2 {
		if _, err := recoverAll(t, flowcept.RecoverOptions{Patience: time.Minute}); err != nil {
			t.Fatal(err)
		}
		wantCalls(t, asRecords(consume(t, broker)), returned)
	}
}

// A directory may be that of a spool, of several, or of several of those; what was meant for elsewhere goes where the
// settings say.
func TestRecoverADirectory(t *testing.T) {
	for _, up := range []int{0, 1, 2, 3} {
		t.Run(fmt.Sprint(up, " above"), func(t *testing.T) {
			isolated(t)
			returned := killed(t, 100)
			t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(t.TempDir(), "other.yaml"))
			if err := os.WriteFile(os.Getenv("FLOWCEPT_SETTINGS_PATH"), []byte("project: {dump_buffer: {path: other.jsonl}}"), 0o600); err != nil {
				t.Fatal(err)
			}
			found, err := filepath.Glob(filepath.Join(os.Getenv("XDG_CACHE_HOME"), "flowcept", "spool", "*", "*"))
			if err != nil || len(found) != 1 {
				t.Fatalf("got the spools %v, %v", found, err)
			}
			dir := found[0]
			for range up {
				dir = filepath.Dir(dir)
			}
			if spools, err := recoverAll(t, flowcept.RecoverOptions{}); err != nil || len(spools) != 0 {
				t.Errorf("of another destination: got %+v and %v, want nothing", spools, err)
			}
			spools, err := recoverAll(t, flowcept.RecoverOptions{Dirs: []string{dir}})
			if err != nil || len(spools) != 1 {
				t.Fatalf("got %+v and %v, want one spool", spools, err)
			}
			var all records
			if _, err := os.Stat("flowcept_buffer.jsonl"); err == nil {
				all = written(t, "flowcept_buffer.jsonl")
			}
			// The process may have been killed between writing there and noting that it had: another file cannot know.
			before := map[any]bool{}
			for _, r := range all.tasks() {
				before[r["task_id"]] = true
			}
			for _, r := range written(t, "other.jsonl") {
				if !before[r["task_id"]] {
					all = append(all, r)
				}
			}
			wantCalls(t, all, returned)
		})
	}
}

func TestRecoverLeavesALivingProcessAlone(t *testing.T) {
	isolated(t)
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		spools, err := recoverAll(t, flowcept.RecoverOptions{})
		if err != nil || len(spools) != 1 || !spools[0].Alive || spools[0].Published != 0 {
			t.Errorf("got %+v and %v, want that one is alive", spools, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := len(written(t, "")); got != 2 {
		t.Errorf("got %d records, want the workflow's 2", got)
	}
}

func TestRecoverSaysWhatIsNoDirectory(t *testing.T) {
	isolated(t)
	_, err := recoverAll(t, flowcept.RecoverOptions{Dirs: []string{"nowhere"}})
	if err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("got %v, want an error that names the directory", err)
	}
}

// Where nothing is left, nothing is made where it would go.
func TestRecoverNothing(t *testing.T) {
	isolated(t)
	if spools, err := recoverAll(t, flowcept.RecoverOptions{}); err != nil || len(spools) != 0 {
		t.Errorf("got %+v and %v, want nothing", spools, err)
	}
	s, err := settings.Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(s.Project.DumpBuffer.Path); !os.IsNotExist(err) {
		t.Errorf("%s: got %v, want that there is none", s.Project.DumpBuffer.Path, err)
	}
}
