package publish

import (
	"context"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A gone transport writes a batch and does not live to tell.
type gone struct {
	*jsonl.Writer
	wrote bool
}

func (g *gone) Publish(ctx context.Context, b *prov.Batch) error {
	if !g.wrote {
		g.wrote = true
		if err := g.Writer.Publish(ctx, b); err != nil {
			return err
		}
	}
	return errDown
}

// Whoever recovers a spool may end after it has written a batch, before the spool knows; and so may the next. Where the
// process itself had written nothing yet, or something, each message is in the file once in the end.
func TestRecoveringWhatWasBeingRecovered(t *testing.T) {
	for _, c := range []struct {
		name      string
		published bool // by the process that left the spool
	}{
		{"nothing published before", false},
		{"a batch published before", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, path := t.TempDir(), filepath.Join(t.TempDir(), "f.jsonl")
			writer := func() *jsonl.Writer {
				w, err := jsonl.Open(path, jsonl.Options{})
				if err != nil {
					t.Fatal(err)
				}
				return w
			}
			s := capture.Open(capture.Config{Spool: spool.Options{Dir: dir}})
			if err := s.Spool.Failure(); err != nil {
				t.Skipf("no spool in files here: %v", err)
			}
			want := records(s, "a", 30)
			if c.published {
				p := Start(s, &gone{Writer: writer()}, Options{Interval: time.Hour, BatchBytes: 1000})
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
				defer cancel()
				if err := p.Close(ctx); err == nil {
					t.Fatal("the publisher was told that all is delivered")
				}
			}
			s.Spool.Close()
			left := s.Spool.Dir()
			if err := s.Spool.Release(); err != nil {
				t.Fatal(err)
			}
			opt := RecoverOptions{BatchBytes: 1000, Patience: time.Millisecond}
			for range 2 {
				w := &gone{Writer: writer()}
				if _, err := Recover(t.Context(), left, w, opt); err == nil {
					t.Fatal("all is recovered, though the transport failed")
				}
				w.Close()
			}
			w := writer()
			defer w.Close()
			if _, err := Recover(t.Context(), left, w, opt); err != nil {
				t.Fatal(err)
			}
			var got []string
			for r, err := range jsonl.Read(path) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, r["task_id"].(string))
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// records sends n records of tasks and returns their ids.
func records(s *capture.Session, prefix string, n int) (ids []string) {
	for i := range n {
		task := prov.Task{TaskID: prefix + string(rune('a'+i)), ActivityID: "recovered", WorkflowID: "w", Status: prov.StatusFinished}
		s.Message(task.AppendMsgpack(nil))
		ids = append(ids, task.TaskID)
	}
	return ids
}
