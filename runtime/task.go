package flowcept

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// ErrNotStarted is reported, once, when a task is made by hand while no workflow runs.
var ErrNotStarted = errors.New("flowcept: no workflow is running: nothing is captured")

var notStarted sync.Once

// A Task is a task that the program records by hand. Its methods may be called from several goroutines, and on a nil
// Task, where they do nothing.
type Task struct {
	custom  capture.Custom
	id      string // "": that of custom
	started int64  // by the session's clock

	ended  atomic.Bool
	config taskConfig
	used   prov.Raw // encoded when they were given
	room   [88]byte // for them, as far as it goes
}

// A taskConfig is what the options say besides values, most of it in the details.
type taskConfig struct {
	activityID string
	stderr     string
	status     Status
	details    *taskDetails // nil: there are none
	telemetry  choice
	over       bool // says how the task ended
}

// taskDetails are what few tasks have.
type taskDetails struct {
	taskID, workflowID, campaignID, parentID, groupID, subtype, agentID, sourceAgentID string
	hostname, adapterID, stdout                                                        string
	startedAt, endedAt                                                                 time.Time
	tags                                                                               []string
	data                                                                               any
	hasData                                                                            bool
	ofAgent                                                                            bool // the agent is that of the tool around it

	encodedMetadata, encodedData, atStart prov.Raw
}

// more is where an option puts a detail.
func (c *taskConfig) more() *taskDetails {
	if c.details == nil {
		c.details = new(taskDetails)
	}
	return c.details
}

// rest are the details, to be read only.
func (c *taskConfig) rest() *taskDetails {
	if c.details == nil {
		return &noDetails
	}
	return c.details
}

var noDetails taskDetails

// NewTask makes a task of an activity and starts its clock. Its parent is the task that ctx carries, or else the one
// running on this goroutine. The record is sent when the task ends; a task that never ends is not sent.
//
// A task with any of Generated, EndedAt, Stdout, Stderr or Status has ended already and is sent at once.
func NewTask(ctx context.Context, activityID string, opts ...TaskOption) *Task {
	c, ok := capture.NewCustom(ctx)
	if !ok {
		if !switchedOff() {
			notStarted.Do(func() { report(ErrNotStarted) })
		}
		return nil
	}
	t := &Task{custom: c, started: c.Session().Now()}
	t.config.activityID = activityID
	given := t.config.apply(opts)
	if d := t.config.rest(); d.ofAgent && d.agentID == "" {
		d.agentID = c.AgentID()
	}
	t.id = t.config.rest().taskID
	if measured := t.measure(); measured != nil {
		t.config.more().atStart = measured
	}
	if t.config.over {
		t.ended.Store(true)
		t.send(given, false)
	} else {
		t.take(given)
	}
	return t
}

// measure takes a snapshot of the machine, if the task records any.
func (t *Task) measure() prov.Raw {
	if t.config.telemetry == no {
		return nil
	}
	if snapshot := t.custom.Snapshot(t.config.telemetry == yes); snapshot != nil {
		return snapshot(nil)
	}
	return nil
}

// ID is the task's id, "" for a nil Task.
func (t *Task) ID() string {
	if t == nil {
		return ""
	}
	return either(t.id, t.custom.ID())
}

// End ends the task and sends its record. Its status is FINISHED, or ERROR where Stderr is given, unless the options
// name another. A task that has ended already is left as it is.
func (t *Task) End(opts ...TaskOption) {
	// Who sets ended first has the configuration to himself from then on.
	if t != nil && !t.ended.Swap(true) {
		t.send(t.config.apply(opts), false)
	}
}

// Send ends the task as one that took no time, FINISHED unless a status was given. A task that has ended already is
// left as it is.
func (t *Task) Send() {
	if t != nil && !t.ended.Swap(true) {
		t.send(taskValues{}, true)
	}
}

// send sends the record of a task that ends now, or took no time.
func (t *Task) send(v taskValues, instant bool) {
	c := &t.config
	if c.status == "" {
		c.status = StatusFinished
		if c.stderr != "" {
			c.status = StatusError
		}
	}
	if !t.plain(v) || !t.sendPlain(v, instant) {
		t.sendWhole(v, instant)
	}
}

// plain says whether there is no more to record than a function's call has.
func (t *Task) plain(v taskValues) bool {
	c := &t.config
	return c.details == nil && v.metadata == nil && (c.status == StatusError || c.status == StatusFinished && c.stderr == "")
}

// sendPlain sends the record in the form of a function's call; false where that does not do.
func (t *Task) sendPlain(v taskValues, instant bool) bool {
	c := &t.config
	site := plainSite(c.activityID)
	if site == nil {
		return false
	}
	t.takeUsed(v.used)
	record := capture.CustomRecord{Site: site, Start: t.started, Instant: instant, Used: t.used, Stderr: c.stderr}
	if c.status == StatusError {
		record.Status, record.Stderr = capture.StatusError, capture.Printed(c.stderr)
	}
	return t.custom.Record(&record, v.generated)
}

// sendWhole sends the record with everything that a program may say.
func (t *Task) sendWhole(v taskValues, instant bool) {
	t.take(v)
	c, d, wf := &t.config, t.config.rest(), t.custom.Workflow
	generated := raw(t.custom.Session(), v.generated)
	start, end := t.times(instant)
	record := prov.Task{
		TaskID:        t.ID(),
		ActivityID:    c.activityID,
		WorkflowID:    either(d.workflowID, wf.ID),
		CampaignID:    either(d.campaignID, wf.CampaignID),
		ParentTaskID:  either(d.parentID, t.custom.ParentID()),
		GroupID:       d.groupID,
		Subtype:       d.subtype,
		AgentID:       d.agentID,
		SourceAgentID: d.sourceAgentID,
		AdapterID:     d.adapterID,
		StartedAt:     prov.Seconds(start),
		EndedAt:       prov.Seconds(end),
		Status:        prov.Status(c.status),
		Stdout:        capture.Printed(d.stdout),
		Stderr:        capture.Printed(c.stderr),
		Tags:          d.tags,
		Hostname:      either(d.hostname, hostname()),

		Used:             t.used,
		Generated:        generated,
		CustomMetadata:   d.encodedMetadata,
		Data:             d.encodedData,
		TelemetryAtStart: d.atStart,
	}
	if d.atStart != nil {
		record.TelemetryAtEnd = t.measure()
	}
	msg := messages.Get().(*[]byte)
	*msg = record.AppendMsgpack((*msg)[:0])
	t.custom.Send(*msg)
	if cap(*msg) <= keepMessage {
		messages.Put(msg)
	}
}

// times are those that were given, else those of the clock that no setting of the wall clock moves. A task does not end
// before it has started.
func (t *Task) times(instant bool) (start, end time.Time) {
	d := t.config.rest()
	now := time.Now()
	start, end = d.startedAt, d.endedAt
	if start.IsZero() {
		start = now.Add(time.Duration(t.started - t.custom.Session().At(now)))
	}
	switch {
	case instant:
		end = start
	case end.IsZero() && now.After(start):
		end = now
	case end.IsZero():
		end = start
	}
	return start, end
}

// messages are buffers for records on their way to the spool. Larger ones than keepMessage are not kept.
var messages = sync.Pool{New: func() any { return new([]byte) }}

const keepMessage = 64 << 10

func either(own, general string) string {
	if own != "" {
		return own
	}
	return general
}

// WithTask runs fn as a task: the current one of this goroutine while fn runs, and carried by the context that fn gets.
// It ends the task if fn has not, as FINISHED, or as ERROR where fn returns an error or panics; both go on to the
// caller. Without a workflow it only calls fn, with a nil Task.
func WithTask(ctx context.Context, activityID string, fn func(context.Context, *Task) error, opts ...TaskOption) error {
	if fn == nil {
		return errNoFunction
	}
	t := NewTask(ctx, activityID, opts...)
	if t == nil {
		return fn(ctx, nil)
	}
	ctx = given(ctx)
	id := t.ID()
	entered := t.custom.Enter(siteFor(siteKey{activity: activityID}, nil), id)
	why, returned := "runtime.Goexit called", false
	defer func() {
		p := recover()
		panics := !returned && (p != nil || panicking())
		if panics {
			why = capture.PanicText(p)
		}
		entered.Leave()
		if why != "" {
			t.End(Stderr(why))
		} else {
			t.End()
		}
		if panics {
			panic(p)
		}
	}()
	err := fn(t.custom.Context(ctx, id), t)
	why, returned = "", true
	if err != nil {
		why = capture.ErrorText(err)
	}
	return err
}

// ContextWithTask returns a context that carries the task running on this goroutine, for work that is handed to a
// goroutine started elsewhere: a captured function that gets the context as a parameter takes that task as its parent,
// and so does NewTask. Where no task is running it returns ctx; nil is taken for the background.
func ContextWithTask(ctx context.Context) context.Context {
	return capture.ContextWithTask(given(ctx))
}
