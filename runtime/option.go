package flowcept

import "time"

// Options are sealed: the functions of this package make them. One that several kinds of things understand has the type
// of all of them, and one that makes no sense somewhere does not compile there.
type (
	// A WorkflowOption says something about a workflow.
	WorkflowOption interface{ ofWorkflow(*workflowConfig) }

	// A TaskOption says something about a task made by hand. What it says taskConfig.apply knows.
	TaskOption interface{ ofTask() }

	// A LoopOption says something about a loop.
	LoopOption interface{ ofLoop(*loopConfig) }

	// A WorkflowTaskOption is for workflows and tasks.
	WorkflowTaskOption interface {
		WorkflowOption
		TaskOption
	}

	// A TaskLoopOption is for tasks and loops.
	TaskLoopOption interface {
		TaskOption
		LoopOption
	}

	// An Option is for workflows, tasks and loops.
	Option interface {
		WorkflowOption
		TaskOption
		LoopOption
	}
)

// Those that only one kind of thing understands are functions.
type (
	workflowOption func(*workflowConfig)
	taskOption     func(*taskConfig)
	loopOption     func(*loopConfig)
)

func (o workflowOption) ofWorkflow(c *workflowConfig) { o(c) }
func (taskOption) ofTask()                            {}
func (o loopOption) ofLoop(c *loopConfig)             { o(c) }

// Tags are words to find a record by.
func Tags(tags ...string) Option { return tagsOption(tags) }

type tagsOption []string

func (o tagsOption) ofWorkflow(c *workflowConfig) { c.tags = append(c.tags, o...) }
func (tagsOption) ofTask()                        {}
func (o tagsOption) ofLoop(c *loopConfig)         { c.tags = append(c.tags, o...) }

// Metadata goes into a record's custom_metadata. Several are joined.
func Metadata(values Values) Option { return metadataOption(values) }

type metadataOption Values

func (o metadataOption) ofWorkflow(c *workflowConfig) { c.metadata = join(c.metadata, Values(o)) }
func (metadataOption) ofTask()                        {}
func (o metadataOption) ofLoop(c *loopConfig)         { c.metadata = join(c.metadata, Values(o)) }

// WorkflowID gives a workflow an id of the caller's, to take part in one that another process has started, where the
// default is a new UUID; or it says which workflow a task or a loop belongs to.
func WorkflowID(id string) Option { return workflowIDOption(id) }

type workflowIDOption string

func (o workflowIDOption) ofWorkflow(c *workflowConfig) { c.id = string(o) }
func (workflowIDOption) ofTask()                        {}
func (o workflowIDOption) ofLoop(c *loopConfig)         { c.workflowID = string(o) }

// CampaignID names the campaign that a workflow or a task belongs to. The default is that of the process, a UUID.
func CampaignID(id string) WorkflowTaskOption { return campaignIDOption(id) }

type campaignIDOption string

func (o campaignIDOption) ofWorkflow(c *workflowConfig) { c.campaign = string(o) }
func (campaignIDOption) ofTask()                        {}

// AgentID names the agent that carries a workflow or a task out.
func AgentID(id string) WorkflowTaskOption { return agentIDOption(id) }

type agentIDOption string

func (o agentIDOption) ofWorkflow(c *workflowConfig) { c.agentID = string(o) }
func (agentIDOption) ofTask()                        {}

// ParentTaskID names the task that a task or a loop's iterations are part of. The default is the task running on the
// goroutine.
func ParentTaskID(id string) TaskLoopOption { return parentOption(id) }

type parentOption string

func (parentOption) ofTask()                {}
func (o parentOption) ofLoop(c *loopConfig) { c.parentID = string(o) }

// Subtype says what kind of task it is. The default is none, "iteration" for iterations.
func Subtype(subtype string) TaskLoopOption { return subtypeOption(subtype) }

type subtypeOption string

func (subtypeOption) ofTask()                {}
func (o subtypeOption) ofLoop(c *loopConfig) { c.subtype = string(o) }

// Telemetry says whether a task or a loop's iterations record the machine's metrics at their start and end: what the
// settings choose, or cpu, process and memory where they choose nothing. The default is what the settings choose.
func Telemetry(on bool) TaskLoopOption {
	if on {
		return telemetryOption(yes)
	}
	return telemetryOption(no)
}

// A choice may be left open.
type choice uint8

const (
	yes choice = iota + 1
	no
)

type telemetryOption choice

func (telemetryOption) ofTask()                {}
func (o telemetryOption) ofLoop(c *loopConfig) { c.telemetry = choice(o) }

// Used are the values that a task used. Several are joined.
type Used Values

func (Used) ofTask() {}

// Generated are the values that a task, or an iteration, has generated. Several are joined.
type Generated Values

func (Generated) ofTask() {}

// Status is how a task stands.
type Status string

// What a Status may be.
const (
	StatusSubmitted Status = "SUBMITTED"
	StatusWaiting   Status = "WAITING"
	StatusRunning   Status = "RUNNING"
	StatusFinished  Status = "FINISHED"
	StatusError     Status = "ERROR"
	StatusUnknown   Status = "UNKNOWN"
)

func (Status) ofTask() {}

// StartedAt says when a task started. The default is the time of NewTask.
func StartedAt(t time.Time) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().startedAt = t })
}

// EndedAt says when a task ended.
func EndedAt(t time.Time) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().endedAt, c.over = t, true })
}

// Stdout is what a task printed.
func Stdout(text string) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().stdout, c.over = text, true })
}

// Stderr says why a task failed: its status is ERROR unless another is given.
func Stderr(text string) TaskOption {
	return taskOption(func(c *taskConfig) { c.stderr, c.over = text, true })
}

// Data is a value of any kind that belongs to the task. It goes to the database and is left out of files.
func Data(v any) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().data, c.more().hasData = v, true })
}

// GroupID names what a task has in common with others.
func GroupID(id string) TaskOption { return taskOption(func(c *taskConfig) { c.more().groupID = id }) }

// TaskID gives a task an id of the caller's, which has to be unique.
func TaskID(id string) TaskOption { return taskOption(func(c *taskConfig) { c.more().taskID = id }) }

// SourceAgentID names the agent that asked for a task.
func SourceAgentID(id string) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().sourceAgentID = id })
}

// Hostname says on which machine a task ran. The default is this one.
func Hostname(name string) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().hostname = name })
}

// AdapterID names the adapter that observed a task.
func AdapterID(id string) TaskOption {
	return taskOption(func(c *taskConfig) { c.more().adapterID = id })
}

func join(a, b Values) Values {
	if a == nil && b != nil {
		return b // encoded before the call that was given it returns
	}
	all := make(Values, len(a)+len(b))
	for k, v := range a {
		all[k] = v
	}
	for k, v := range b {
		all[k] = v
	}
	return all
}
