package flowcept

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/flowcept/flowcept-go/internal/persistence"
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A Workflow is one run that tasks belong to. Its methods may be called from several goroutines, and on a nil Workflow,
// where they do nothing.
type Workflow struct {
	id, campaign string
	record       prov.Workflow
	unsaved      bool
	unsafeStop   bool
	watched      bool // its tasks are those of other processes

	rec *recorder         // nil: nothing is captured
	wf  *capture.Workflow // nil as well then

	observers *observers       // nil: there are none
	sink      persistence.Sink // nil: it does not run here

	once    sync.Once
	stopErr error
	failed  atomic.Bool // the run has
}

// Start starts a workflow and makes it the current one: calls that have no parent belong to it. Several may run at once,
// one within another or side by side. Start returns an error, and a nil Workflow, when the settings are wrong or the
// records have nowhere to go; the program can go on, uncaptured.
//
// Start does not wait for anything outside of the process.
func Start(ctx context.Context, opts ...WorkflowOption) (*Workflow, error) {
	var c workflowConfig
	for _, o := range opts {
		if o != nil {
			o.ofWorkflow(&c)
		}
	}
	ctx = given(ctx)
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("flowcept: %w", err)
	}
	w := newWorkflow(&c)
	rec, err := acquire(&c)
	if err != nil {
		return nil, err
	}
	if rec == nil {
		return w, nil // switched off
	}
	if c.observeSettings {
		adapters, err := configured(rec.settings, rec.destination, c.sections)
		if err != nil {
			rec.release(ctx)
			return nil, err
		}
		c.adapters = append(c.adapters, adapters...)
	}
	if c.persist {
		if err := w.persist(ctx, rec.settings); err != nil {
			rec.release(ctx)
			return nil, err
		}
	}
	w.record.Used, w.record.CustomMetadata = raw(rec.session, c.args), raw(rec.session, c.metadata)
	w.record.StartedAt = prov.Seconds(time.Now())
	rec.enrich(ctx, &w.record)
	w.record.InterceptorIDs = interceptors(rec.interceptor, &c)
	if c.agentName != "" {
		w.sendAgent(rec, c.agentName)
	}
	if !w.unsaved {
		w.send(rec, prov.StatusRunning)
	}
	w.wf = rec.session.StartWorkflow(w.id, w.campaign)
	if w.wf == nil {
		_ = w.persisted(ctx, rec.release(ctx))
		return nil, errors.New("flowcept: no room for the workflow in the spool")
	}
	w.rec = rec
	w.observe(ctx, c.adapters)
	return w, nil
}

func newWorkflow(c *workflowConfig) *Workflow {
	w := &Workflow{id: c.id, campaign: c.campaign, unsaved: c.unsaved, unsafeStop: c.unsafeStop}
	if w.id == "" {
		w.id = uuid.NewString()
	}
	if w.campaign == "" {
		w.campaign = processCampaign()
	}
	w.record = prov.Workflow{
		WorkflowID:       w.id,
		Name:             c.name,
		CampaignID:       w.campaign,
		ParentWorkflowID: c.parent,
		AgentID:          either(c.agentID, c.agentName),
		Subtype:          c.subtype,
		Description:      c.description,
		Tags:             c.tags,
	}
	return w
}

// processCampaign is the campaign of workflows that name none.
var processCampaign = sync.OnceValue(uuid.NewString)

// ID is the workflow's id.
func (w *Workflow) ID() string {
	if w == nil {
		return ""
	}
	return w.id
}

// CampaignID is the id of the workflow's campaign.
func (w *Workflow) CampaignID() string {
	if w == nil {
		return ""
	}
	return w.campaign
}

// unsafeStop is how long Stop waits for the transport where CheckSafeStops(false) was given.
const unsafeStop = time.Second

// inProgress is how long Stop waits for captured calls to end.
const inProgress = time.Second

// Stop ends the workflow: no further call is captured for it, its closing record is sent, and Stop returns when all that
// was captured is where the settings send it, or with an error that says what is not when ctx ends first. It waits at
// most a second for calls in progress, whose records are written after their own deferred calls; those that have not
// ended then are counted in Stats as in flight. Stopping twice does nothing and returns the same.
func (w *Workflow) Stop(ctx context.Context) error {
	if w == nil || w.rec == nil {
		return nil
	}
	w.once.Do(func() { w.stopErr = w.stop(given(ctx)) })
	return w.stopErr
}

func (w *Workflow) stop(ctx context.Context) error {
	if w.unsafeStop {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, unsafeStop)
		defer cancel()
	}
	w.observers.stop(ctx)
	w.wf.Stop()
	ran := w.rec.settle(ctx, w.wf)
	if w.watched {
		ran = w.rec.publisher.Ran(w.id)
	}
	closed := true
	if !w.unsaved {
		w.record.EndedAt = prov.Seconds(time.Now())
		w.record.Activities = ran
		status := prov.StatusFinished
		if w.failed.Load() {
			status = prov.StatusError
		}
		closed = w.send(w.rec, status)
	}
	err := w.persisted(ctx, w.rec.release(ctx))
	if !closed {
		err = errors.Join(errors.New("the spool had no room for the workflow's closing record: it says RUNNING"), err)
	}
	if w.unsafeStop && errors.Is(err, errKept) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("flowcept: %w", err)
	}
	return nil
}

// send sends the workflow's record. It does not wait for room in a full spool: Start waits for nothing, and Stop has
// delivered what it could in its time.
func (w *Workflow) send(rec *recorder, status prov.Status) (sent bool) {
	w.record.Status = status
	return rec.session.MessageNow(w.record.AppendMsgpack(nil))
}

func (w *Workflow) sendAgent(rec *recorder, name string) {
	a := prov.Agent{
		AgentID:       w.record.AgentID,
		Name:          name,
		WorkflowID:    w.id,
		CampaignID:    w.campaign,
		RegisteredAt:  w.record.StartedAt,
		User:          w.record.User,
		ExtraMetadata: w.record.ExtraMetadata,
	}
	rec.session.FirstOf(a.AgentID) // a tool of this agent has nothing to add
	rec.session.MessageNow(a.AppendMsgpack(nil))
}
