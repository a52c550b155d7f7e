package dask_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters/dask"
	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Each task of a real scheduler is recorded once, with those of the time between two observers, which is longer than what
// one question asks for.
func TestEachTaskOnce(t *testing.T) {
	python := os.Getenv("FLOWCEPT_DASK")
	if python == "" {
		services.Missing(t, "Dask's distributed at FLOWCEPT_DASK, an interpreter that has it")
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/tasks.py")
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close(); cmd.Wait() })
	lines := bufio.NewScanner(stdout)
	line := func() string {
		if !lines.Scan() {
			t.Fatalf("the scheduler has ended: %v", lines.Err())
		}
		return lines.Text()
	}
	opt := dask.Options{Address: line(), Interval: 10 * time.Millisecond, StatePath: filepath.Join(t.TempDir(), "state"),
		OnError: func(err error) { t.Errorf("OnError heard %v", err) }}
	tasks, count := map[string]*prov.Task{}, 0
	observe := func(ready func()) {
		ctx, cancel := context.WithCancel(t.Context())
		var mu sync.Mutex
		ended := make(chan error, 1)
		go func() {
			ended <- dask.New(opt).Observe(ctx, func(r prov.Record) error {
				mu.Lock()
				defer mu.Unlock()
				tasks[r.(*prov.Task).TaskID] = r.(*prov.Task)
				count++
				return nil
			})
		}()
		ready()
		cancel()
		<-ended
	}
	compute := func(n int) {
		if _, err := fmt.Fprintln(stdin, n); err != nil {
			t.Fatal(err)
		}
		if got := line(); got != "done" {
			t.Fatalf("got %q, want done", got)
		}
	}
	observe(func() {}) // from now on the scheduler keeps the stream
	observe(func() { compute(5) })
	compute(300)
	observe(func() { compute(1) })
	if want := 5 + 300 + 1 + 3*2; count != want || len(tasks) != want {
		t.Fatalf("got %d records of %d tasks, want %d of each", count, len(tasks), want)
	}
	names := map[string]int{}
	for _, task := range tasks {
		names[task.ActivityID+" "+string(task.Status)]++
		if task.StartedAt < 1e9 || task.EndedAt < task.StartedAt {
			t.Errorf("%s: got times %v and %v, want the scheduler's", task.TaskID, task.StartedAt, task.EndedAt)
		}
		if task.Status == prov.StatusError && !strings.HasPrefix(task.Stderr, "ValueError('bad ") {
			t.Errorf("%s: got stderr %q, want ValueError and its traceback", task.TaskID, task.Stderr)
		}
	}
	if got, want := fmt.Sprint(names), "map[add FINISHED:306 boom ERROR:3 pair FINISHED:3]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
