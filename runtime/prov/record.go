package prov

import "time"

// A Record is one message: a Task, a Workflow, an Agent, an Object or a Control.
type Record interface {
	// AppendMsgpack appends the record as one msgpack map.
	AppendMsgpack(b []byte) []byte
}

// Raw is one value, encoded as msgpack. Empty, or an encoded nil, is absent.
// It is taken as it is; only Decode and the transcoders check bytes.
type Raw []byte

// absent reports whether there is nothing to send.
func (r Raw) absent() bool { return len(r) == 0 || r[0] == msgpackNil }

// Status says how far a task or a workflow has come.
type Status string

// The statuses that readers know. Any other is sent as UNKNOWN, because
// Python's consumer drops a record whose status it does not know.
const (
	StatusSubmitted Status = "SUBMITTED"
	StatusWaiting   Status = "WAITING"
	StatusRunning   Status = "RUNNING"
	StatusFinished  Status = "FINISHED"
	StatusError     Status = "ERROR"
	StatusUnknown   Status = "UNKNOWN"
)

// wire is the status as it is sent.
func (s Status) wire() string {
	switch s {
	case "", StatusSubmitted, StatusWaiting, StatusRunning, StatusFinished, StatusError:
		return string(s)
	}
	return string(StatusUnknown)
}

// Seconds is a time as the records hold it: seconds since the Unix epoch, the
// nearest float64, which today is good to 0.12 µs. The zero time is 0, which is
// absent.
func Seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return seconds(t.Unix(), int64(t.Nanosecond()))
}

// SecondsOfNanos is Seconds for nanoseconds since the Unix epoch.
func SecondsOfNanos(ns int64) float64 {
	return seconds(ns/1e9, ns%1e9)
}

// seconds adds two numbers that float64 holds: the nanoseconds of today do not
// fit, and rounding them before the division would cost as much again.
func seconds(sec, nanos int64) float64 {
	return float64(sec) + float64(nanos)/1e9
}
