package flowcept

import "github.com/flowcept/flowcept-go/runtime/prov"

// taskValues are the values that the options of one call hand over. They are encoded before it returns: what the program
// does to a slice or a map afterwards does not change the record. Since nothing keeps the maps themselves, the compiler
// leaves those that a call is written with on the caller's stack.
type taskValues struct{ used, generated, metadata Values }

// apply takes the options over. It knows the types of all of them, where each could have a method, because what a method
// called through an interface does with the values the compiler cannot see: every map would go to the heap.
func (c *taskConfig) apply(opts []TaskOption) (v taskValues) {
	for _, o := range opts {
		switch o := o.(type) {
		case Used:
			v.used = join(v.used, Values(o))
		case Generated:
			v.generated, c.over = join(v.generated, Values(o)), true
		case metadataOption:
			v.metadata = join(v.metadata, Values(o))
		case Status:
			c.status, c.over = o, true
		case taskOption:
			o(c)
		case tagsOption:
			d := c.more()
			d.tags = append(d.tags, o...)
		case workflowIDOption:
			c.more().workflowID = string(o)
		case campaignIDOption:
			c.more().campaignID = string(o)
		case agentIDOption:
			c.more().agentID = string(o)
		case parentOption:
			c.more().parentID = string(o)
		case subtypeOption:
			c.more().subtype = string(o)
		case telemetryOption:
			c.telemetry = choice(o)
		}
	}
	return v
}

// take encodes the values that a task is given before it ends: those that it generates are not among them.
func (t *Task) take(v taskValues) {
	t.takeUsed(v.used)
	s, c := t.custom.Session(), &t.config
	if v.metadata != nil {
		d := c.more()
		if more := raw(s, v.metadata); d.encodedMetadata == nil {
			d.encodedMetadata = more
		} else {
			d.encodedMetadata = prov.Join(d.encodedMetadata, more)
		}
	}
	if d := c.rest(); d.hasData {
		d.encodedData = s.Append(nil, d.data)
		d.data, d.hasData = nil, false
	}
}

func (t *Task) takeUsed(used Values) {
	s := t.custom.Session()
	switch {
	case used == nil:
	case t.used == nil:
		t.used = s.AppendFields(t.room[:0], used)
	default:
		t.used = prov.Join(t.used, s.AppendFields(nil, used))
	}
}
