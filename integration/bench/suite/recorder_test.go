//go:build flowcept

package suite

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/flowcept/flowcept-go/integration/bench/calls"
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A recorder captures as package flowcept's does, to a transport of the benchmark's choice.
type recorder struct {
	b         *testing.B
	session   *capture.Session
	publisher *publish.Publisher
	workflow  *capture.Workflow
}

func start(b *testing.B, t publish.Transport, config capture.Config) *recorder {
	config.Spool = spool.Options{Dir: b.TempDir()}
	r := &recorder{b: b, session: capture.Open(config)}
	r.publisher = publish.Start(r.session, t, publish.Options{OnError: func(err error) { b.Error(err) }})
	if r.workflow = r.session.StartWorkflow("workflow", "campaign"); r.workflow == nil {
		b.Fatal("no room for the workflow in the spool")
	}
	calls.Task(1, "adam", 0.01) // the first call of a site describes it
	calls.Lightweight(1, "adam", 0.01)
	calls.Loop(1)
	calls.LightweightLoop(1)
	r.flush()
	return r
}

// flush waits until everything captured so far is delivered.
func (r *recorder) flush() {
	if err := r.publisher.Flush(context.Background()); err != nil {
		r.b.Fatal(err)
	}
}

// stop ends the recorder and looks for records that were lost.
func (r *recorder) stop() {
	r.b.StopTimer()
	r.workflow.Stop()
	r.session.Spool.Close()
	if err := r.publisher.Close(context.Background()); err != nil {
		r.b.Error(err)
	}
	n := r.publisher.Counters()
	if captured := r.session.Spool.Committed(); n.Acknowledged != captured || r.session.Spool.Dropped() > 0 {
		r.b.Errorf("captured %d records: %d delivered, %d dropped", captured, n.Acknowledged, r.session.Spool.Dropped())
	}
	if err := r.session.Spool.Release(); err != nil {
		r.b.Error(err)
	}
}

// file is the transport of a program without settings: JSON, a line a record.
func file(b *testing.B) publish.Transport {
	w, err := jsonl.Open(filepath.Join(b.TempDir(), "buffer.jsonl"), jsonl.Options{})
	if err != nil {
		b.Fatal(err)
	}
	return w
}

// nowhere is a transport that costs nothing.
type nowhere struct{}

func (nowhere) Publish(context.Context, *prov.Batch) error { return nil }
func (nowhere) Close() error                               { return nil }
