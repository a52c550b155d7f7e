package flowcept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// process holds what the process has one of: the recorder, while a workflow runs.
var process struct {
	starting sync.Mutex  // held while a recorder is made: workflows that start at once share it
	off      atomic.Bool // the settings switch capture off

	sync.Mutex // for what follows; never held while something is waited for, nor while the program's own code is called
	recorder   *recorder
	ending     []*recorder // their last workflow is being stopped
	past       Counters    // of recorders that are gone
}

// A recorder is a session with the publisher that drains it. Workflows running at the same time share it.
type recorder struct {
	settings    *settings.Settings
	meters      *meters
	session     *capture.Session
	publisher   *publish.Publisher
	interceptor string
	destination string        // its name
	refused     atomic.Uint64 // messages that the transport has left out
	ownSpoolDir string        // directory for spools that goes with the last of them; "" for one that the user has named
	users       int           // workflows not yet released; guarded by process
}

// acquire returns the recorder for one more workflow, and makes it for the first; nil where capture is switched off.
func acquire(c *workflowConfig) (*recorder, error) {
	process.starting.Lock()
	defer process.starting.Unlock()
	if r := share(nil); r != nil {
		return r, nil
	}
	capture.LeaveProgram(true)
	r, err := open(c.settingsFile)
	if err != nil || r == nil {
		return nil, err
	}
	return share(r), nil
}

// share adds a workflow to the recorder, which is made where there is none yet.
func share(made *recorder) *recorder {
	process.Lock()
	defer process.Unlock()
	if process.recorder == nil {
		process.recorder = made
	}
	if process.recorder != nil {
		process.recorder.users++
	}
	return process.recorder
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
	if !r.leave() {
		return r.undelivered(r.publisher.Flush(ctx), 0)
	}
	r.session.Spool.Close()
	err := r.publisher.Close(ctx)
	r.meters.stop()
	r.settleCounters()
	err = errors.Join(r.undelivered(err, r.session.Spool.Fleeting()), r.session.Spool.Release())
	if r.ownSpoolDir != "" {
		_ = os.Remove(r.ownSpoolDir) // where another spool is in it, it stays
	}
	return err
}

// settleCounters keeps the counters of a recorder that is about to go.
func (r *recorder) settleCounters() {
	process.Lock()
	defer process.Unlock()
	process.ending = slices.DeleteFunc(process.ending, func(e *recorder) bool { return e == r })
	process.past = r.counters().plus(process.past)
}

// leave takes a workflow off the recorder, and says whether it was the last.
func (r *recorder) leave() (last bool) {
	process.Lock()
	defer process.Unlock()
	if r.users--; r.users > 0 {
		return false
	}
	process.recorder = nil
	process.ending = append(process.ending, r)
	return true
}

// errKept is in the error of a stop after which the next run delivers what is left.
var errKept = errors.New("kept")

// undelivered says how many records are left because of err, those in no file among them.
func (r *recorder) undelivered(err error, fleeting uint64) error {
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
	dir := r.session.Spool.Dir()
	switch {
	case dir == "" || fleeting == n:
		return fmt.Errorf("%d records not delivered and lost: %w", n, err)
	case fleeting > 0:
		return fmt.Errorf("%d records not delivered, %d of them lost, the others %w in %s for the next run: %w", n, fleeting, errKept, dir, err)
	}
	return fmt.Errorf("%d records not delivered, %w in %s for the next run: %w", n, errKept, dir, err)
}
