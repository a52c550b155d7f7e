package dask_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters/dask"
	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

var script, _ = filepath.Abs("testdata/tasks.py")

// A scheduler is a real one with a worker, told by testdata/tasks.py what to compute.
type scheduler struct {
	t       *testing.T
	address string
	cmd     *exec.Cmd
	stdin   io.Writer
	lines   *bufio.Scanner
}

// newScheduler starts one, with the arguments of testdata/tasks.py.
func newScheduler(t *testing.T, args ...string) *scheduler {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), services.Dask(t), append([]string{script}, args...)...)
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
	s := &scheduler{t: t, cmd: cmd, stdin: stdin, lines: bufio.NewScanner(stdout)}
	s.address = s.line()
	return s
}

func (s *scheduler) line() string {
	s.t.Helper()
	if !s.lines.Scan() {
		s.t.Fatalf("the scheduler has ended: %v", s.lines.Err())
	}
	return s.lines.Text()
}

// compute has n tasks and two more computed.
func (s *scheduler) compute(n int) {
	s.t.Helper()
	s.do(n)
}

// watched waits until somebody has asked for the stream: from then on the scheduler keeps it.
func (s *scheduler) watched() {
	s.t.Helper()
	s.do("watched")
}

func (s *scheduler) do(what any) {
	s.t.Helper()
	if _, err := fmt.Fprintln(s.stdin, what); err != nil {
		s.t.Fatal(err)
	}
	if got := s.line(); got != "done" {
		s.t.Fatalf("got %q, want done", got)
	}
}

// isolated makes an empty directory the working one, with settings that have one section.
func isolated(t *testing.T, section string) {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	for _, name := range []string{"HOME", "XDG_CACHE_HOME", "LocalAppData"} {
		t.Setenv(name, dir)
	}
	if err := os.WriteFile("settings.yaml", []byte("project: {enrich_messages: false}\nadapters:\n  cluster: "+section+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FLOWCEPT_SETTINGS_PATH", filepath.Join(dir, "settings.yaml"))
}

// A watcher runs an adapter and counts what it emits.
type watcher struct {
	t      *testing.T
	cancel context.CancelFunc
	ended  chan error
	ids    chan string
	failed chan error
	seen   map[string]int
}

func watch(t *testing.T, o dask.Options) *watcher {
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	w := &watcher{t, cancel, make(chan error, 1), make(chan string, 1000), make(chan error, 1000), map[string]int{}}
	o.Interval, o.OnError = 10*time.Millisecond, func(err error) { w.failed <- err }
	go func() {
		w.ended <- dask.New(o).Observe(ctx, func(r prov.Record) error {
			w.ids <- r.(*prov.Task).TaskID
			return nil
		})
	}()
	return w
}

// arrive waits for n tasks in all.
func (w *watcher) arrive(n int) {
	w.t.Helper()
	for late := time.After(30 * time.Second); len(w.seen) < n; {
		select {
		case id := <-w.ids:
			w.seen[id]++
		case <-late:
			w.t.Fatalf("got %d tasks, want %d", len(w.seen), n)
		}
	}
}

// hear waits for OnError to be called.
func (w *watcher) hear() {
	w.t.Helper()
	select {
	case <-w.failed:
	case <-time.After(30 * time.Second):
		w.t.Fatal("nobody heard that the scheduler cannot be reached")
	}
}

// stop ends the adapter, and looks for tasks that it has emitted twice.
func (w *watcher) stop() {
	w.t.Helper()
	n := len(w.seen)
	w.cancel()
	<-w.ended
	for len(w.ids) > 0 {
		w.seen[<-w.ids]++
	}
	for id, times := range w.seen {
		if times != 1 {
			w.t.Errorf("got %d records of task %s, want 1", times, id)
		}
	}
	if len(w.seen) != n {
		w.t.Errorf("got %d tasks, want %d", len(w.seen), n)
	}
}
