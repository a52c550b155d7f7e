package capture

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"
)

// A Custom is a task whose record the program puts together itself.
type Custom struct {
	Workflow *Workflow
	id       uint64
	parent   place
	agent    *string
}

// NewCustom makes a task of the current workflow, with the task that ctx carries or else the one running on this
// goroutine as its parent. ok is false when nothing is captured.
func NewCustom(ctx context.Context) (c Custom, ok bool) {
	wf := current.Load()
	if wf == nil || hushed() {
		return Custom{}, false
	}
	up := carried(ctx)
	if !up.isTask() && wf.s.parents {
		up = either(nodeOf(getLabels()), up)
	}
	if up != nil && !up.wf.stopped.Load() {
		wf, c.parent, c.agent = up.wf, up.place, up.agent
	}
	c.Workflow = wf
	c.id = customIDs | wf.custom.Add(1)
	return c, true
}

// ID is the task's id.
func (c *Custom) ID() string {
	var b [idSize]byte
	return string(AppendID(b[:0], c.Workflow.prefix, c.id, 0))
}

// AgentID is the id of the agent whose tool the task runs in, "" where it runs in none.
func (c *Custom) AgentID() string {
	if c.agent == nil {
		return ""
	}
	return *c.agent
}

// ParentID is the id of the task's parent, "" if it has none.
func (c *Custom) ParentID() string {
	switch {
	case c.parent.name != nil:
		return *c.parent.name
	case c.parent.id != 0:
		return string(AppendID(nil, c.Workflow.prefix, c.parent.id, c.parent.index))
	}
	return ""
}

// Enter makes the task, whose id is id, the current one of this goroutine until Leave.
func (c *Custom) Enter(t *Site, id string) (e Entered) {
	if s := c.Workflow.s; s.parents && t.number(s) != 0 {
		e.prev = getLabels()
		e.node = &node{wf: c.Workflow, place: place{name: &id}}
		e.node.enter(t, e.prev)
	}
	return e
}

// Entered is what a goroutine that has entered a task had before.
type Entered struct {
	node *node // the task's
	prev unsafe.Pointer
}

// Leave makes the task that was current before Enter the current one again.
func (e Entered) Leave() {
	if e.node != nil {
		e.node.leave(e.prev)
	}
}

// Context returns a context that carries the task, whose id is id.
func (c *Custom) Context(ctx context.Context, id string) context.Context {
	n := &node{wf: c.Workflow, place: place{name: &id}, agent: c.agent}
	return context.WithValue(ctx, taskKey{}, n)
}

// Session is what the task is captured in.
func (c *Custom) Session() *Session { return c.Workflow.s }

// Send appends the task's record, one msgpack map. A task of a workflow that has been stopped is not sent.
func (c *Custom) Send(msg []byte) bool {
	return !c.Workflow.stopped.Load() && c.Workflow.s.Message(msg)
}

// Append appends x to b as one msgpack value, by the rules for values in records and within the limits of the session.
func (s *Session) Append(b []byte, x any) []byte {
	r := Record{wf: s.outside}
	(*Value)(&r).Any(x)
	b = append(b, r.values()...)
	r.release()
	return b
}

// AppendFields appends values to b as one msgpack map, in the order of their keys. Each value is kept within the limits
// of the session, their number is not limited: they are a record's own, as the parameters of a function are.
func (s *Session) AppendFields(b []byte, values map[string]any) []byte {
	r := Record{wf: s.outside}
	r.sorted(values)
	encoded := r.values()
	b = slices.Grow(b, maxHead+len(encoded))
	b = append(appendMapHead(b, len(values)), encoded...)
	r.release()
	return b
}

// sorted adds values to the map that is open, in the order of their keys.
func (r *Record) sorted(values map[string]any) {
	var few [8]named
	all := few[:0]
	for k, x := range values {
		all = append(all, named{k, x})
	}
	sortByName(all)
	for _, e := range all {
		if !utf8.ValidString(e.name) {
			e.name = tidy(e.name, len(e.name))
		}
		r.Field(e.name).Any(e.value)
	}
}

type named struct {
	name  string
	value any
}

// sortByName sorts values, most often a few, by their names.
func sortByName(all []named) {
	if len(all) > 20 {
		slices.SortFunc(all, func(a, b named) int { return strings.Compare(a.name, b.name) })
		return
	}
	for i := 1; i < len(all); i++ {
		for k := i; k > 0 && all[k].name < all[k-1].name; k-- {
			all[k], all[k-1] = all[k-1], all[k]
		}
	}
}

// appendEntry appends a key and its value.
func (s *Session) appendEntry(b []byte, key string, x any) []byte {
	return s.Append(appendString(b, tidy(key, len(key))), x)
}

// Snapshot is what the task records of the machine; nil for nothing. requested says that the task asks for it.
func (c *Custom) Snapshot(requested bool) Snapshot {
	if requested {
		return c.Workflow.s.TelemetryOnRequest()
	}
	return c.Workflow.s.telemetry
}
