package publish

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

var errDown = errors.New("broker is down")

// A recording is a transport that keeps what it accepts.
type recording struct {
	mu       sync.Mutex
	refuse   func(attempt int) error // nil: accepts everything
	attempts int
	batches  [][]string
	bytes    []int // of each batch
	closed   int
}

func (r *recording) Publish(ctx context.Context, b *prov.Batch) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.attempts++
	if r.refuse != nil {
		if err := r.refuse(r.attempts); err != nil {
			return err
		}
	}
	var batch []string
	for msg := range b.All() {
		batch = append(batch, string(msg))
	}
	r.batches, r.bytes = append(r.batches, batch), append(r.bytes, b.Size())
	return nil
}

func (r *recording) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed++
	return nil
}

func (r *recording) messages() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Concat(r.batches...)
}

// A heeding transport does nothing once its context has ended.
type heeding struct{ *recording }

func (h heeding) Publish(ctx context.Context, b *prov.Batch) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return h.recording.Publish(ctx, b)
}

// A blocking transport takes a batch and keeps it for ever.
type blocking struct{ entered chan struct{} }

func (b *blocking) Publish(ctx context.Context, _ *prov.Batch) error {
	select {
	case b.entered <- struct{}{}:
	default:
	}
	<-ctx.Done()
	return ctx.Err()
}

func (b *blocking) Close() error { return nil }

// problems collect what a publisher reports.
type problems struct {
	mu   sync.Mutex
	list []string
}

func (p *problems) add(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = append(p.list, err.Error())
}

func (p *problems) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list)
}

// open makes a session for messages, not for tasks.
func open(t testing.TB, c capture.Config) *capture.Session {
	s := capture.Open(c)
	t.Cleanup(s.Spool.Close)
	return s
}

// send appends messages 0 to n-1, text before the number.
func send(t testing.TB, s *capture.Session, text string, n int) (sent []string) {
	t.Helper()
	for i := range n {
		msg := fmt.Sprintf("%s %d", text, i)
		if !s.Message([]byte(msg)) {
			t.Fatalf("no room for message %d", i)
		}
		sent = append(sent, msg)
	}
	return sent
}

// patience bounds what should take no time.
func patience(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// ended is a context that has no time left.
func ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
