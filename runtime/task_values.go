package flowcept

import (
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// taskValues are a task's values, encoded when they are given: what the program does to a slice or a map afterwards
// does not change the record.
type taskValues struct {
	used, generated prov.Raw
	room            [160]byte // for them, as far as it goes
	taken           int       // of it
}

// take encodes the values that options have put into c, and joins them with those taken before.
func (v *taskValues) take(s *capture.Session, c *taskConfig) {
	v.used = v.joined(s, v.used, c.used)
	v.generated = v.joined(s, v.generated, c.generated)
	c.used, c.generated = nil, nil
	d := c.details
	if d == nil {
		return
	}
	d.encodedMetadata = v.joined(s, d.encodedMetadata, d.metadata)
	if d.hasData {
		d.encodedData = s.Append(nil, d.data)
	}
	d.metadata, d.data, d.hasData = nil, nil, false
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
