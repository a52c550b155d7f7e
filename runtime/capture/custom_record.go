package capture

import (
	"encoding/binary"
	"math"
	"time"
)

// A CustomRecord is what the record of a task made by hand says, where that is no more than what those of functions say.
type CustomRecord struct {
	Site            *Site
	Start, End      time.Time // with the monotonic clock's reading
	Used, Generated []byte    // msgpack maps; nil for none
	Status          Status
	Stderr          string
}

// Record appends the task's record as those of functions are, at a fraction of what Send takes. A task of a workflow that
// has been stopped has none. It is false where the record has too many values for this form: Send has to do.
func (c *Custom) Record(m *CustomRecord) bool {
	used, n := cutMapHead(m.Used)
	generated, k := cutMapHead(m.Generated)
	if n > math.MaxUint16 || k > math.MaxUint16 {
		return false
	}
	wf := c.Workflow
	if wf.stopped.Load() {
		return true
	}
	r := Record{wf: wf, site: m.Site, id: c.id, parent: c.parent, usedNum: uint16(n), fields: uint16(k), usedLen: len(used)}
	b := append(r.room(len(used)+len(generated)), used...)
	r.n = len(append(b, generated...))
	h := taskHeader{status: m.Status, flags: timed, start: int64(m.Start.Sub(wf.s.base)), end: int64(m.End.Sub(wf.s.base))}
	if m.Generated != nil {
		h.flags |= hasGenerated
	}
	if m.Status == StatusError {
		r.extra(ExtraStderr, m.Stderr)
	}
	stamp := h.end
	if h.end == h.start {
		stamp = wf.s.now() // a task that took no time may have been made long ago; what was sent since comes first
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
