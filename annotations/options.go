package annotations

import "go/token"

// Name is one piece of an argument: a name in a list, or a whole value.
type Name struct {
	Text string
	Pos  token.Pos // of the piece itself, in a quoted argument too
}

// Directive is where a directive stands; every options struct embeds it.
type Directive struct {
	Pos, End token.Pos // of the comment, from its slashes on

	args map[string]token.Pos
}

// ArgPos is the position of the argument with this key ("output", "meta.seed"),
// where a problem of that argument as a whole is reported; the directive's own
// position when it has no such argument.
func (d *Directive) ArgPos(key string) token.Pos {
	if pos, ok := d.args[key]; ok {
		return pos
	}
	return d.Pos
}

// Has tells whether the directive has an argument with this key.
func (d *Directive) Has(key string) bool {
	_, ok := d.args[key]
	return ok
}

// Telemetry says whether machine metrics are recorded.
type Telemetry int

const (
	TelemetryDefault Telemetry = iota // the settings decide
	TelemetryOn                       // telemetry
	TelemetryOff                      // telemetry=off
)

// Rename records what would stand under From under To.
type Rename struct {
	From, To Name
}

// Meta is one entry of custom_metadata.
type Meta struct {
	Key   string    // without "meta."
	Value any       // string, int64, float64 or bool
	Pos   token.Pos // of the argument
}

// Task is //flowcept:task.
type Task struct {
	Directive

	Name *Name // activity_id; nil: from the function or variable

	// Output names the results in generated, left to right; "_" leaves that
	// result out. Empty when there is no output=, and for output=*.
	Output       []Name
	OutputFields bool // output=*

	// Used are parameters, the receiver, or field paths that start at one:
	// "x", "cfg.LR", "cfg.Opt.LR". That the first element is a parameter or the
	// receiver is already checked. UsedSet tells that used= was given.
	Used    []Name
	UsedSet bool
	Omit    []Name   // recorded names; unchecked
	Rename  []Rename // recorded names; From unchecked, no two To are the same
	Inline  []Name   // parameters or the receiver, checked

	Shallow bool  // values=shallow
	Handler *Name // an identifier, or a selector such as mask.Secrets

	Tags                               []Name
	Meta                               []Meta
	Subtype, Group, Agent, SourceAgent *Name

	Telemetry     Telemetry
	Lightweight   bool // never together with TelemetryOn
	ObservePanics bool // panics=observe
}

// Tool is //flowcept:tool: a task whose subtype is agent_tool. It takes every
// key of a task but subtype, which stays nil here.
type Tool struct {
	Task
}

// Workflow is //flowcept:workflow.
type Workflow struct {
	Directive

	Name, Subtype, Campaign *Name
	Args                    []Name // parameters or the receiver, checked
	SaveOff                 bool   // save=off
	Persistence             bool
	Tags                    []Name
	Meta                    []Meta
}

// LoopOptions is //flowcept:loop.
type LoopOptions struct {
	Directive

	Name        *Name  // activity_id without "_iteration"
	Item        *Name  // the item's key in used
	Output      []Name // variables; identifiers, not "_", no two the same
	Lightweight bool   // never together with TelemetryOn
	Every       int    // at least 1; 1 when there is no every=
	Capture     *Name  // the text of a Go expression, which parses
	Parent      *Name  // the same

	Omit      []Name   // recorded names; unchecked
	Rename    []Rename // recorded names; From unchecked, no two To are the same
	Tags      []Name
	Meta      []Meta
	Subtype   *Name
	Telemetry Telemetry
}

// ModelOptions is //flowcept:model.
type ModelOptions struct {
	Directive

	Children bool  // record calls of annotated sub-models while one runs
	Profile  bool  // send parameter count, layers and sizes once
	Loss     *Name // a variable, field or method: an identifier or a selector
	Meta     []Meta
}
