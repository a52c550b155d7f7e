package report

import (
	"cmp"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// An Activity is what ran under one name.
type Activity struct {
	ID       string
	Tasks    int
	Statuses map[string]int
	Total    float64 // seconds of all tasks that have times
	First    float64 // start of the first one
	Failure  string  // the message of the last one that failed
	CPU      float64 // seconds of processor time of the process during its tasks, where telemetry has it
	PeakRSS  float64 // bytes, where telemetry has it
	Sample   map[string]any
	Used     Values
	Results  Values // generated
	times    sample
}

// activity is nil where there are too many.
func (s *Summary) activity(id string) *Activity {
	if a := s.activities[id]; a != nil {
		return a
	}
	if len(s.activities) == maxActivities {
		return nil
	}
	if s.activities == nil {
		s.activities = map[string]*Activity{}
	}
	a := &Activity{ID: id, Statuses: map[string]int{}}
	s.activities[id] = a
	return a
}

func (a *Activity) add(r map[string]any, start, end float64) {
	a.Tasks++
	status := text(r, prov.KeyStatus)
	if a.Statuses[status] > 0 || len(a.Statuses) < 16 {
		a.Statuses[status]++
	}
	a.Failure = cmp.Or(text(r, prov.KeyStderr), a.Failure)
	a.Sample = r
	a.Used.add(r[prov.KeyUsed])
	a.Results.add(r[prov.KeyGenerated])
	if start == 0 {
		return
	}
	if a.First == 0 || start < a.First {
		a.First = start
	}
	if end >= start {
		a.Total += end - start
		a.times.add(end - start)
	}
}

// Median is the median duration in seconds, 0 where no task has times.
func (a *Activity) Median() float64 { return a.times.quantile(0.5) }

// P95 is the duration in seconds that 95 % of the tasks do not exceed, 0 where no task has times.
func (a *Activity) P95() float64 { return a.times.quantile(0.95) }

// Max is the longest duration in seconds.
func (a *Activity) Max() float64 { return a.times.most }

// Timed is how many tasks have both times.
func (a *Activity) Timed() int { return a.times.seen }

// Sampled reports whether Median and P95 are estimates, of a random sample of the tasks.
func (a *Activity) Sampled() bool { return a.times.seen > len(a.times.kept) }
