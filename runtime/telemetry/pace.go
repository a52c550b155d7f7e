package telemetry

import "time"

// Of the readings that take longest, those that change slowly or matter least are
// not made at every sampling.
const (
	often  = 1
	seldom = 10
)

// A reading whose cost is c happens when it is due, but no more often than every
// share*c: on a node with hundreds of processors /proc/stat alone takes
// milliseconds, and a program may hold thousands of descriptors to look at.
const (
	share   = 500
	maxWait = 5 * time.Second // however dear, so that values do not get too old
)

// source is one reading of the sampling goroutine.
type source struct {
	block string // what it is for, for error messages
	read  func() error
	every int   // intervals from one reading to the next
	err   error // of the last reading
	cost  time.Duration
	due   time.Time
}

// ran notes that the source was read at the time at and took so long. The cost is
// time on the clock; so that the wait for a processor on a busy machine does
// not pass for cost, it may at most double from one reading to the next.
func (s *source) ran(at time.Time, took, interval time.Duration) {
	if s.cost > 0 {
		took = min(took, 2*s.cost)
	}
	s.cost = max(took, time.Microsecond)
	wait := max(time.Duration(s.every)*interval, min(share*s.cost, maxWait))
	s.due = at.Add(wait - interval/2) // the tick that comes nearest to it
}
