package jsonl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// childEnv names the file that a test's child process is to write.
const childEnv = "FLOWCEPT_TEST_JSONL_CHILD"

// child runs the test again in a process of its own, with childEnv set.
func child(t *testing.T, path string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), childEnv+"="+path)
	return cmd
}

const batches, perBatch = 60, 40

// appendMany publishes tasks that are named who and numbered, in batches, with
// strings that make most lines longer than a page.
func appendMany(path, who string) error {
	w, err := Open(path, Options{})
	if err != nil {
		return err
	}
	for i := range batches {
		var b prov.Batch
		for j := range perBatch {
			n := i*perBatch + j
			task := prov.Task{TaskID: fmt.Sprint(n), ActivityID: who, Stderr: strings.Repeat(who, n%700)}
			b.Append(task.AppendMsgpack)
		}
		if err := w.Publish(context.Background(), &b); err != nil {
			return err
		}
	}
	return w.Close()
}

// TestWritersDoNotMix appends from several processes and goroutines at once.
func TestWritersDoNotMix(t *testing.T) {
	if path := os.Getenv(childEnv); path != "" {
		if err := appendMany(path, fmt.Sprintf("process %d", os.Getpid())); err != nil {
			t.Fatal(err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "f.jsonl")
	const processes, goroutines = 4, 3
	var all sync.WaitGroup
	for i := range processes {
		cmd := child(t, path)
		all.Go(func() {
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("process %d: %v\n%s", i, err, out)
			}
		})
	}
	for i := range goroutines {
		all.Go(func() {
			if err := appendMany(path, fmt.Sprintf("goroutine %d", i)); err != nil {
				t.Errorf("goroutine %d: %v", i, err)
			}
		})
	}
	all.Wait()

	next := map[string]int{}
	last, run := "", 0
	for r, err := range Read(path) {
		if err != nil {
			t.Fatalf("Read: %v", err)
		}
		who, _ := r["activity_id"].(string)
		n := next[who]
		if got, want := r["task_id"], fmt.Sprint(n); got != want {
			t.Fatalf("%s: got task %v, want %s: its records keep their order", who, got, want)
		}
		if want := strings.Repeat(who, n%700); want != "" && r["stderr"] != want {
			t.Fatalf("%s, task %d: got stderr %v, want %s", who, n, r["stderr"], want)
		}
		if run++; who != last && n%perBatch != 0 {
			t.Fatalf("%s, task %d: %s wrote inside its batch", who, n, last)
		}
		last = who
		next[who]++
	}
	if len(next) != processes+goroutines || run != len(next)*batches*perBatch {
		t.Errorf("got %d records of %d writers, want %d of %d", run, len(next), (processes+goroutines)*batches*perBatch, processes+goroutines)
	}
}

func TestSharedWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	w := open(t, path, Options{})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 50 {
				if err := w.Publish(context.Background(), batchOf("a", "b")); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	ids := readIDs(t, path)
	if len(ids) != 8*50*2 {
		t.Errorf("got %d records, want %d", len(ids), 8*50*2)
	}
	for i, id := range ids {
		if want := []string{"a", "b"}[i%2]; id != want {
			t.Fatalf("record %d: got %q, want %q", i, id, want)
		}
	}
}

func TestPublishWaitsForTheLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	w, other := open(t, path, Options{}), open(t, path, Options{})
	unlock, _, err := lock(context.Background(), other.f)
	if err != nil {
		t.Fatal(err)
	}
	if state, err := tryLock(w.f); err != nil || state != busy {
		t.Skipf("no file locks here: got %v, %v", state, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if err := w.Publish(ctx, batchOf("a")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Publish while another has the lock: got error %v, want %v", err, context.DeadlineExceeded)
	}
	wantIDs(t, path)
	done := make(chan error)
	go func() { done <- w.Publish(context.Background(), batchOf("a")) }()
	unlock()
	if err := <-done; err != nil {
		t.Errorf("Publish after the other's unlock: %v", err)
	}
	wantIDs(t, path, "a")
}
