package mqtt_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	mochi "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/hooks/auth"
	"github.com/mochi-mqtt/server/v2/listeners"

	"github.com/flowcept/flowcept-go/integration/adapters/mqtt"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A server is a broker that may be closed twice.
type server struct {
	*mochi.Server
	closing sync.Once
}

func (s *server) Close() { s.closing.Do(func() { s.Server.Close() }) }

// broker starts a broker in this process, at a port of its own or the given one.
func broker(t *testing.T, address string) (b *server, port int) {
	t.Helper()
	b = &server{Server: mochi.New(&mochi.Options{InlineClient: true, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})}
	if err := b.AddHook(new(auth.AllowHook), nil); err != nil {
		t.Fatal(err)
	}
	l := listeners.NewTCP(listeners.Config{ID: "tcp", Address: address})
	if err := b.AddListener(l); err != nil {
		t.Fatal(err)
	}
	if err := b.Serve(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	_, text, _ := strings.Cut(l.Address()[strings.LastIndex(l.Address(), ":"):], ":")
	port, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return b, port
}

// publish publishes a message with a QoS of 2.
func publish(t *testing.T, b *server, topic, body string) {
	t.Helper()
	if err := b.Publish(topic, []byte(body), false, 2); err != nil {
		t.Fatal(err)
	}
}

// An observer runs an adapter and keeps what it emits.
type observer struct {
	t      *testing.T
	cancel context.CancelFunc
	ended  chan error

	mu     sync.Mutex
	more   *sync.Cond
	tasks  []*prov.Task
	errors []error

	before func(*prov.Task) error // is called for each task; an error is what emit returns
}

// observe starts an adapter and waits until it is subscribed.
func observe(t *testing.T, o mqtt.Options, subscribed func() bool, before func(*prov.Task) error) *observer {
	t.Helper()
	w := &observer{t: t, ended: make(chan error, 1), before: before}
	w.more = sync.NewCond(&w.mu)
	o.OnError = func(err error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.errors = append(w.errors, err)
	}
	a, err := mqtt.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	w.cancel = cancel
	go func() { w.ended <- a.Observe(ctx, w.emit) }()
	t.Cleanup(w.cancel)
	if subscribed != nil {
		eventually(t, "subscribed", subscribed)
	}
	return w
}

func (w *observer) emit(r prov.Record) error {
	task := r.(*prov.Task)
	if w.before != nil {
		if err := w.before(task); err != nil {
			return err
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tasks = append(w.tasks, task)
	w.more.Broadcast()
	return nil
}

// stop ends the adapter and returns what it has emitted, after waiting for at least n tasks.
func (w *observer) stop(n int) []*prov.Task {
	w.t.Helper()
	w.wait(n)
	w.cancel()
	select {
	case err := <-w.ended:
		if !errors.Is(err, context.Canceled) {
			w.t.Errorf("Observe returned %v, want the context's error", err)
		}
	case <-time.After(20 * time.Second):
		w.t.Fatal("Observe does not return")
	}
	return w.tasks
}

func (w *observer) wait(n int) {
	w.t.Helper()
	late := time.AfterFunc(20*time.Second, w.more.Broadcast)
	defer late.Stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	for began := time.Now(); len(w.tasks) < n; w.more.Wait() {
		if time.Since(began) > 20*time.Second {
			w.t.Fatalf("got %d tasks, want %d; OnError heard %v", len(w.tasks), n, w.errors)
		}
	}
}

// has says whether a message has been recorded, and heard whether OnError has heard of something.
func (w *observer) has(name string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.tasks, func(task *prov.Task) bool { return task.ActivityID == name })
}

func (w *observer) heard(text string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.errors, func(err error) bool { return strings.Contains(err.Error(), text) })
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !is(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not %s within 20 s", what)
		}
	}
}

// subscribed says whether a session has a topic.
func subscribed(b *server, client, topic string) func() bool {
	return func() bool {
		_, ok := b.Topics.Subscribers(topic).Subscriptions[client]
		c, known := b.Clients.Get(client)
		return ok && known && !c.Closed()
	}
}

// activities are the activities of tasks, sorted.
func activities(tasks []*prov.Task) []string {
	names := make([]string, len(tasks))
	for i, t := range tasks {
		names[i] = t.ActivityID
	}
	slices.Sort(names)
	return names
}
