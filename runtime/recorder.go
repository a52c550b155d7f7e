package flowcept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// process holds what the process has one of: the recorder, while a workflow runs.
var process struct {
	sync.Mutex
	recorder *recorder
	past     Counters // of recorders that are gone
	off      bool     // the settings switch capture off
}

// A recorder is a session with the publisher that drains it. Workflows running at the same time share it.
type recorder struct {
	settings    *settings.Settings
	meters      *meters
	session     *capture.Session
	publisher   *publish.Publisher
	interceptor string
	ownSpoolDir string // directory for spools that goes with the last of them; "" for one that the user has named
	users       int // workflows not yet released; guarded by process
}

// acquire returns the recorder for one more workflow, and makes it for the first; nil where capture is switched off.
func acquire(c *workflowConfig) (*recorder, error) {
	process.Lock()
	defer process.Unlock()
	if r := process.recorder; r != nil {
		r.users++
		return r, nil
	}
	r, err := open(c.settingsFile)
	if err != nil || r == nil {
		return nil, err
	}
	r.users = 1
	process.recorder = r
	return r, nil
}

// settle delivers the tasks of w, calls in progress included as far as they end in time, and returns its activities.
func (r *recorder) settle(ctx context.Context, w *capture.Workflow) []prov.Activity {
	late := time.NewTimer(inProgress)
	defer late.Stop()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	for {
		err := r.publisher.Flush(ctx)
		seen, ran := r.publisher.Seen(w)
		if seen+w.Dropped() >= w.Begun() {
			r.session.Forget(w)
			return ran
		}
		if err != nil {
			return ran
		}
		select {
		case <-again.C:
		case <-late.C:
			return ran
		case <-ctx.Done():
			return ran
		}
	}
}

// release gives the recorder up. The last workflow to do so ends it.
func (r *recorder) release(ctx context.Context) error {
	process.Lock()
	defer process.Unlock()
	if r.users--; r.users > 0 {
		if err := r.publisher.Flush(ctx); err != nil {
			return r.undelivered(err)
		}
		return nil
	}
	process.recorder = nil
	r.session.Spool.Close()
	err := r.publisher.Close(ctx)
	r.meters.stop()
	left := r.undelivered(err)
	process.past = r.counters().plus(process.past)
	left = errors.Join(left, r.session.Spool.Release())
	if r.ownSpoolDir != "" {
		_ = os.Remove(r.ownSpoolDir) // where another spool is in it, it stays
	}
	return left
}

// errKept is in the error of a stop after which the next run delivers what is left.
var errKept = errors.New("kept")

// undelivered says how many records are left because of err.
func (r *recorder) undelivered(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		err = fmt.Errorf("gave up waiting: %w", err)
	}
	n := r.counters().Spooled
	if n == 0 {
		return err
	}
	if dir := r.session.Spool.Dir(); dir != "" {
		return fmt.Errorf("%d records not delivered, %w in %s for the next run: %w", n, errKept, dir, err)
	}
	return fmt.Errorf("%d records not delivered and lost: %w", n, err)
}
