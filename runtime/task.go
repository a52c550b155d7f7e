package flowcept

import (
	"context"
	"errors"
	"fmt"
	"sync"
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
	started time.Time // with the monotonic clock's reading

	mu      sync.Mutex
	config  taskConfig
	ended   bool
	atStart prov.Raw
}

type taskConfig struct {
	activityID string

	used, generated, metadata                                                          Values
	taskID, workflowID, campaignID, parentID, groupID, subtype, agentID, sourceAgentID string
	hostname, adapterID                                                                string
	stdout, stderr                                                                     string
	status                                                                             Status
	startedAt, endedAt                                                                 time.Time
	tags                                                                               []string
	data                                                                               any
	hasData                                                                            bool
	telemetry                                                                          choice
	over                                                                               bool // says how the task ended
}

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
	t := &Task{custom: c, started: time.Now()}
	t.config.activityID = activityID
	for _, o := range opts {
		o.ofTask(&t.config)
	}
	if t.config.taskID == "" {
		t.config.taskID = c.ID()
	}
	t.atStart = t.measure()
	if t.config.over {
		t.finish(t.endTime())
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
	return t.config.taskID
}

// End ends the task and sends its record. Its status is FINISHED, or ERROR where Stderr is given, unless the options
// name another. A task that has ended already is left as it is.
func (t *Task) End(opts ...TaskOption) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ended {
		return
	}
	id := t.config.taskID
	for _, o := range opts {
		o.ofTask(&t.config)
	}
	t.config.taskID = id // its children may have been told
	t.finish(t.endTime())
}

// Send ends the task as one that took no time, FINISHED unless a status was given. A task that has ended already is
// left as it is.
func (t *Task) Send() {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.ended {
		t.finish(t.startTime())
	}
}

func (t *Task) startTime() time.Time {
	if !t.config.startedAt.IsZero() {
		return t.config.startedAt
	}
	return t.started
}

// endTime is the end that was given, or now by the monotonic clock, and not before the start.
func (t *Task) endTime() time.Time {
	if !t.config.endedAt.IsZero() {
		return t.config.endedAt
	}
	end := t.started.Add(time.Since(t.started))
	if start := t.startTime(); end.Before(start) {
		return start
	}
	return end
}

// finish sends the record.
func (t *Task) finish(end time.Time) {
	t.ended = true
	c := &t.config
	wf := t.custom.Workflow
	status := c.status
	switch {
	case status != "":
	case c.stderr != "":
		status = StatusError
	default:
		status = StatusFinished
	}
	record := prov.Task{
		TaskID:        c.taskID,
		ActivityID:    c.activityID,
		WorkflowID:    either(c.workflowID, wf.ID),
		CampaignID:    either(c.campaignID, wf.CampaignID),
		ParentTaskID:  either(c.parentID, t.custom.ParentID()),
		GroupID:       c.groupID,
		Subtype:       c.subtype,
		AgentID:       c.agentID,
		SourceAgentID: c.sourceAgentID,
		AdapterID:     c.adapterID,
		StartedAt:     prov.Seconds(t.startTime()),
		EndedAt:       prov.Seconds(end),
		Status:        prov.Status(status),
		Stdout:        c.stdout,
		Stderr:        c.stderr,
		Tags:          c.tags,
		Hostname:      either(c.hostname, hostname()),

		TelemetryAtStart: t.atStart,
	}
	if t.atStart != nil {
		record.TelemetryAtEnd = t.measure()
	}
	var buf [512]byte
	b := buf[:0]
	value := func(x any, given bool) prov.Raw {
		if !given {
			return nil
		}
		from := len(b)
		b = t.custom.Append(b, x)
		return prov.Raw(b[from:len(b):len(b)])
	}
	record.Used = value(map[string]any(c.used), c.used != nil)
	record.Generated = value(map[string]any(c.generated), c.generated != nil)
	record.CustomMetadata = value(map[string]any(c.metadata), c.metadata != nil)
	record.Data = value(c.data, c.hasData)
	var msg [1024]byte
	t.custom.Send(record.AppendMsgpack(msg[:0]))
}

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
	t := NewTask(ctx, activityID, opts...)
	if t == nil {
		return fn(ctx, nil)
	}
	site := siteFor(siteKey{activity: activityID}, nil)
	t.custom.Enter(site, t.ID())
	why := "runtime.Goexit called"
	defer func() {
		if p := recover(); p != nil {
			t.custom.Leave()
			t.End(Stderr(fmt.Sprint("panic: ", p)))
			panic(p)
		}
		t.custom.Leave()
		if why != "" {
			t.End(Stderr(why))
			return
		}
		t.End()
	}()
	err := fn(t.custom.Context(ctx, t.ID()), t)
	why = ""
	if err != nil {
		why = err.Error()
	}
	return err
}

// ContextWithTask returns a context that carries the task running on this goroutine, for work that is handed to a
// goroutine started elsewhere: a captured function that gets the context as a parameter takes that task as its parent,
// and so does NewTask. Where no task is running it returns ctx.
func ContextWithTask(ctx context.Context) context.Context { return capture.ContextWithTask(ctx) }
