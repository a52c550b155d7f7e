package flowcept

import (
	"sync/atomic"

	"github.com/flowcept/flowcept-go/runtime/capture"
)

// Counters say what has become of the records of this process so far.
type Counters struct {
	Captured     uint64 // records written by calls, and those of the workflows
	Published    uint64 // handed to the transport
	Acknowledged uint64 // accepted by it
	Dropped      uint64 // lost: there was no room, they could not be read back, or the transport cannot take them
	Spooled      uint64 // captured and not acknowledged yet
	InFlight     uint64 // calls that had not ended when their workflow stopped, or have not ended yet
	Recovered    uint64 // accepted by the transport for earlier processes, which had left them in their spools
	Errors       uint64 // reported to OnError
	MethodPanics uint64 // methods of the program's own values that panicked while they were captured
}

func (c Counters) plus(d Counters) Counters {
	c.Captured += d.Captured
	c.Published += d.Published
	c.Acknowledged += d.Acknowledged
	c.Dropped += d.Dropped
	c.Spooled += d.Spooled
	c.InFlight += d.InFlight
	c.Recovered += d.Recovered
	return c
}

// Stats returns the counters of this process.
func Stats() Counters {
	process.Lock()
	defer process.Unlock()
	c := process.past
	for _, r := range process.ending {
		c = r.counters().plus(c)
	}
	if process.recorder != nil {
		c = process.recorder.counters().plus(c)
	}
	c.Errors, c.MethodPanics = errorsReported.Load(), capture.MethodPanics.Load()
	return c
}

func (r *recorder) counters() Counters {
	p := r.publisher.Counters()
	committed := r.session.Spool.Committed()
	c := Counters{
		Captured:     committed,
		Published:    p.Published,
		Acknowledged: p.Acknowledged,
		Dropped:      r.session.Spool.Dropped() + p.Malformed,
		InFlight:     r.session.InFlight(),
		Recovered:    p.Recovered,
	}
	if refused := min(r.refused.Load(), c.Acknowledged); refused > 0 {
		c.Acknowledged -= refused
		c.Dropped += refused
	}
	if done := p.Acknowledged + p.Malformed; committed > done {
		c.Spooled = committed - done
	}
	return c
}

var (
	onError        atomic.Pointer[func(error)]
	errorsReported atomic.Uint64
)

// OnError sets the function that hears of what goes wrong behind the program's back: a transport that fails, records
// that are lost. It is called by the publisher's goroutine and should return soon. The last function set counts.
func OnError(f func(error)) {
	if f == nil {
		onError.Store(nil)
		return
	}
	onError.Store(&f)
}

func report(err error) {
	errorsReported.Add(1)
	if f := onError.Load(); f != nil {
		defer func() { _ = recover() }() // not even a panic there ends the program
		(*f)(err)
	}
}

// switchedOff says whether the settings switch capture off, as far as they have been read.
func switchedOff() bool { return process.off.Load() }
