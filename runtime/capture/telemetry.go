package capture

import "encoding/binary"

// A Snapshot appends the machine's metrics of this moment to b, as one msgpack map.
type Snapshot func(b []byte) []byte

// measures is what records of t carry at start and end; nil for nothing.
func (s *Session) measures(t *Site) Snapshot {
	if t.Flags&(Telemetry|NoTelemetry) == 0 {
		return s.telemetry
	}
	if t.Flags&NoTelemetry != 0 {
		return nil
	}
	return s.TelemetryOnRequest()
}

// TelemetryOnRequest is the telemetry of tasks that ask for it; nil where there is none.
func (s *Session) TelemetryOnRequest() Snapshot {
	if s.onRequest == nil {
		return nil
	}
	return s.onRequest()
}

// TelemetryOfAll is the telemetry of tasks that say nothing about it; nil where there is none.
func (s *Session) TelemetryOfAll() Snapshot { return s.telemetry }

// measure adds a snapshot to the record.
func (r *Record) measure(code Extra, snapshot Snapshot) {
	o := r.odd()
	o.extras = append(o.extras, byte(code), 0, 0, 0, 0)
	from := len(o.extras)
	o.extras = snapshot(o.extras)
	binary.LittleEndian.PutUint32(o.extras[from-4:], uint32(len(o.extras)-from))
	r.extraNum++
}
