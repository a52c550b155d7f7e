package flowcept

import (
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// taskValues are a task's values, encoded when they are given: what the program does to a slice or a map afterwards
// does not change the record.
type taskValues struct {
	used, generated, metadata, data prov.Raw
	room                            [160]byte // for used and generated, as far as it goes
	taken                           int       // of it
}

// take encodes the values that options have put into c, and joins them with those taken before.
func (v *taskValues) take(s *capture.Session, c *taskConfig) {
	v.used = v.joined(s, v.used, c.used)
	v.generated = v.joined(s, v.generated, c.generated)
	v.metadata = v.joined(s, v.metadata, c.metadata)
	if c.hasData {
		v.data = s.Append(nil, c.data)
	}
	c.used, c.generated, c.metadata, c.data, c.hasData = nil, nil, nil, nil, false
}

// joined encodes values and joins them with the map old, over which they win.
func (v *taskValues) joined(s *capture.Session, old prov.Raw, values Values) prov.Raw {
	if values == nil {
		return old
	}
	more := prov.Raw(s.AppendFields(v.room[v.taken:v.taken:len(v.room)], values))
	if n := v.taken + len(more); n <= len(v.room) {
		v.taken = n
	}
	if old == nil {
		return more
	}
	return prov.Join(old, more)
}
