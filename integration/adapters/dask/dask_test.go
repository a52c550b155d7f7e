package dask_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
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

// A scheduler is a real one with a worker, told by testdata/tasks.py what to compute.
type scheduler struct {
	t       *testing.T
	address string
	stdin   io.Writer
	lines   *bufio.Scanner
}

func newScheduler(t *testing.T) *scheduler {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), services.Dask(t), "testdata/tasks.py")
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
	s := &scheduler{t: t, stdin: stdin, lines: bufio.NewScanner(stdout)}
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

// compute has n tasks and three more computed.
func (s *scheduler) compute(n int) {
	s.t.Helper()
	if _, err := fmt.Fprintln(s.stdin, n); err != nil {
		s.t.Fatal(err)
	}
	if got := s.line(); got != "done" {
		s.t.Fatalf("got %q, want done", got)
	}
}

// A connection that is cut and comes back loses no task and repeats none.
func TestTheConnectionIsCut(t *testing.T) {
	s := newScheduler(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var mu sync.Mutex
	var open []net.Conn
	down := false
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			if down {
				in.Close()
				mu.Unlock()
				continue
			}
			out, err := net.Dial("tcp", strings.TrimPrefix(s.address, "tcp://"))
			if err != nil {
				in.Close()
				mu.Unlock()
				continue
			}
			open = append(open, in, out)
			mu.Unlock()
			go func() { io.Copy(out, in); out.Close() }()
			go func() { io.Copy(in, out); in.Close() }()
		}
	}()
	cut := func(now bool) {
		mu.Lock()
		defer mu.Unlock()
		if down = now; now {
			for _, c := range open {
				c.Close()
			}
			open = nil
		}
	}
	defer cut(true)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ids, failed := make(chan string, 1000), make(chan error, 1000)
	ended := make(chan error, 1)
	opt := dask.Options{Address: "tcp://" + l.Addr().String(), Interval: 10 * time.Millisecond, OnError: func(err error) { failed <- err }}
	go func() {
		ended <- dask.New(opt).Observe(ctx, func(r prov.Record) error {
			ids <- r.(*prov.Task).TaskID
			return nil
		})
	}()
	seen := map[string]int{}
	arrive := func(n int) {
		t.Helper()
		for late := time.After(30 * time.Second); len(seen) < n; {
			select {
			case id := <-ids:
				seen[id]++
			case <-late:
				t.Fatalf("got %d tasks, want %d", len(seen), n)
			}
		}
	}
	// The scheduler keeps its stream from the first question on, so that the first tasks may come before that.
	for len(seen) == 0 {
		s.compute(1)
		select {
		case id := <-ids:
			seen[id]++
		case <-time.After(200 * time.Millisecond):
		}
	}
	s.compute(20)
	before := len(seen)
	arrive(before + 22)
	cut(true)
	select {
	case <-failed:
	case <-time.After(30 * time.Second):
		t.Fatal("nobody heard that the connection is cut")
	}
	s.compute(50)
	cut(false)
	between := len(seen)
	arrive(between + 52)
	s.compute(5)
	arrive(len(seen) + 7)
	cancel()
	<-ended
	for len(ids) > 0 {
		seen[<-ids]++
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("got %d records of task %s, want 1", n, id)
		}
	}
}

// Each task of a real scheduler is recorded once, with those of the time between two observers, which is longer than what
// one question asks for.
func TestEachTaskOnce(t *testing.T) {
	s := newScheduler(t)
	opt := dask.Options{Address: s.address, Interval: 10 * time.Millisecond, StatePath: filepath.Join(t.TempDir(), "state"),
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
	observe(func() {}) // from now on the scheduler keeps the stream
	observe(func() { s.compute(5) })
	s.compute(300)
	observe(func() { s.compute(1) })
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
