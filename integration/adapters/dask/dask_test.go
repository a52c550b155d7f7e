package dask_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters/dask"
	"github.com/flowcept/flowcept-go/internal/services"
	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

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

	w := watch(t, dask.Options{Address: "tcp://" + l.Addr().String()})
	s.watched()
	s.compute(20)
	w.arrive(22)
	cut(true)
	w.hear()
	s.compute(50)
	cut(false)
	w.arrive(22 + 52)
	s.compute(5)
	w.arrive(22 + 52 + 7)
	w.stop()
}

// A scheduler that is killed and comes back at its address loses no task and repeats none; those of the new one have ids
// of their own.
func TestTheSchedulerIsKilled(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	w := watch(t, dask.Options{Address: "127.0.0.1:" + port, StatePath: filepath.Join(t.TempDir(), "state")})
	w.hear() // that there is none yet
	for life := range 3 {
		s := newScheduler(t, port)
		s.watched()
		s.compute(20)
		w.arrive(22 * (life + 1))
		for len(w.failed) > 0 {
			<-w.failed
		}
		s.cmd.Process.Kill()
		s.cmd.Wait()
		w.hear()
	}
	w.stop()
}

// Over TLS the scheduler wants a certificate of its own authority, and the adapter one that it trusts.
func TestTheSchedulerSpeaksTLS(t *testing.T) {
	dir := t.TempDir()
	services.Certificates(t, dir)
	s := newScheduler(t, "0", dir)
	for ca, want := range map[string]string{"ca.pem": "", "stranger.pem": "certificate signed by unknown authority"} {
		isolated(t, fmt.Sprintf("{kind: dask, address: %q, tls: {enabled: true, ca_file: %s, cert_file: %s, key_file: %s}}", s.address,
			filepath.Join(dir, ca), filepath.Join(dir, "client.pem"), filepath.Join(dir, "client-key.pem")))
		heard := make(chan string, 100)
		flowcept.OnError(func(err error) { heard <- err.Error() })
		t.Cleanup(func() { flowcept.OnError(nil) })
		wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			s.watched()
			s.compute(3)
		} else {
			select {
			case got := <-heard:
				if !strings.Contains(got, want) {
					t.Errorf("with %s: OnError heard %s, want %s", ca, got, want)
				}
			case <-time.After(30 * time.Second):
				t.Errorf("with %s: OnError heard nothing, want %s", ca, want)
			}
		}
		if err := wf.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(heard) > 0 {
			t.Errorf("with %s: OnError heard %s", ca, <-heard)
		}
		tasks := 0
		for r, err := range flowcept.ReadBufferFile("") {
			if err != nil {
				t.Fatal(err)
			}
			if r["type"] == "task" && r["adapter_id"] == "cluster" {
				tasks++
			}
		}
		if wanted := map[bool]int{true: 5, false: 0}[want == ""]; tasks != wanted {
			t.Errorf("with %s: got %d tasks, want %d", ca, tasks, wanted)
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
	observe(s.watched)
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

func TestASectionThatCannotStart(t *testing.T) {
	for section, want := range map[string]string{
		"{kind: dask, address: 'udp://x:1'}":                    `settings.yaml:3: adapters.cluster.address: want tcp://host:port or tls://host:port, got "udp://x:1"`,
		"{kind: dask, address: scheduler}":                      `address: want tcp://host:port or tls://host:port, got "scheduler"`,
		"{kind: dask, address: [a]}":                            "settings.yaml:3: adapters.cluster.address: want a string, got a list",
		"{kind: dask, tls: {enabled: true, ca_file: /no/such}}": "settings.yaml:3: adapters.cluster.tls.ca_file: ",
		"{kind: dask, watch_interval_sec: soon}":                `settings.yaml:3: adapters.cluster.watch_interval_sec: want a number of seconds, got "soon"`,
	} {
		t.Run(section, func(t *testing.T) {
			isolated(t, section)
			wf, err := flowcept.Start(t.Context(), flowcept.ObserveSettings())
			wf.Stop(t.Context())
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got error %v, want %s", err, want)
			}
		})
	}
}
