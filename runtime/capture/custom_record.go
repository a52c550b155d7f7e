package capture

import (
	"encoding/binary"
	"math"
)

// A CustomRecord is what the record of a task made by hand says, where that is no more than what those of functions say.
type CustomRecord struct {
	Site    *Site
	Start   int64  // by the session's clock
	Instant bool   // it took no time; else it ends now
	Used    []byte // a msgpack map; nil for none
	Status  Status
	Stderr  string
}

// Record appends the task's record as those of functions are, at a fraction of what Send takes. What it has generated is
// nil for nothing, and a parameter of its own so that the compiler sees that the map does not escape. A task of a workflow
// that has been stopped has no record. It is false where there are too many values for this form: Send has to do.
func (c *Custom) Record(m *CustomRecord, generated map[string]any) bool {
	used, n := cutMapHead(m.Used)
	if n > math.MaxUint16 || len(generated) > math.MaxUint16 {
		return false
	}
	wf := c.Workflow
	if wf.stopped.Load() {
		return true
	}
	r := Record{wf: wf, site: m.Site, id: c.id, parent: c.parent, fields: uint16(n)}
	r.n = len(append(r.room(len(used)), used...))
	r.Generated()
	h := taskHeader{status: m.Status, flags: timed, start: m.Start}
	if generated != nil {
		h.flags |= hasGenerated
		r.sorted(generated)
	}
	if m.Status == StatusError {
		r.extra(ExtraStderr, m.Stderr)
	}
	stamp := wf.s.now() // that of a task that took no time too, made long ago maybe: what was sent since comes first
	if h.end = stamp; m.Instant {
		h.end = h.start
	}
	wf.s.messages.Add(1) // before the entry can be counted
	if !h.write(&r, wf.s, stamp) {
		wf.s.messages.Add(^uint64(0))
	}
	if r.over != nil || r.oddment != nil {
		r.release()
	}
	return true
}

// cutMapHead takes the head off an encoded map and returns the number of entries.
func cutMapHead(m []byte) (entries []byte, n int) {
	switch {
	case len(m) == 0:
		return nil, 0
	case m[0] == 0xde && len(m) >= 3:
		return m[3:], int(binary.BigEndian.Uint16(m[1:]))
	case m[0] == 0xdf && len(m) >= 5:
		return m[5:], int(binary.BigEndian.Uint32(m[1:]))
	}
	return m[1:], int(m[0] & 0x0f)
}
