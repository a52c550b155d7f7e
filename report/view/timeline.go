package view

import (
	"fmt"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/report"
)

// Sizes of the timeline, in units of its drawing.
const (
	axisTall   = 16
	timeWide   = 1000
	rowTall    = 9
	laneGap    = 7
	maxRows    = 8  // tasks of one activity side by side
	maxLanes   = 60 // activities
	nameHeight = 13
)

// A lane is the tasks of one activity over time; those that overlap lie in rows beneath one another.
type lane struct {
	Name  string
	Y     int // of the name's foot
	Tasks []bar
}

type bar struct {
	X, Width, Y, Height string
	Error               bool
	Title               string
}

// A drawing is the timeline: its lanes, and how much time has gone by at some places.
type drawing struct {
	Lanes []lane
	Ticks []tick
	Foot  int // where the lanes end
	Tall  int
}

type tick struct{ X, Anchor, Text string }

// ticks divide the time into quarters.
func ticks(span float64) (all []tick) {
	for i, anchor := range []string{"start", "middle", "middle", "middle", "end"} {
		text := duration(span * float64(i) / 4)
		if i == 0 {
			text = "0"
		}
		all = append(all, tick{units(float64(i) * timeWide / 4), anchor, text})
	}
	return all
}

// timeline is empty where no task has times.
func timeline(s *report.Summary) (d drawing) {
	span := s.Last - s.First
	if span <= 0 {
		return d
	}
	tall := 0
	of := map[string][]*report.Task{}
	for _, t := range s.Kept() {
		if t.Started > 0 && t.Ended >= t.Started {
			of[t.Activity] = append(of[t.Activity], t)
		}
	}
	for _, a := range s.Activities() {
		tasks := of[a.ID]
		if len(tasks) == 0 || len(d.Lanes) == maxLanes {
			continue
		}
		tall += laneGap + nameHeight
		l := lane{Name: orDash(a.ID), Y: tall - 3}
		var free []float64 // when each row's last task ended
		for _, t := range tasks {
			row := 0
			for row < len(free) && free[row] > t.Started {
				row++
			}
			switch {
			case row < len(free):
				free[row] = t.Ended
			case row < maxRows:
				free = append(free, t.Ended)
			default:
				row = maxRows - 1
			}
			l.Tasks = append(l.Tasks, bar{
				X: units((t.Started - s.First) / span * timeWide), Width: units(max(t.Duration()/span*timeWide, 1)),
				Y: fmt.Sprint(tall + row*rowTall), Height: fmt.Sprint(rowTall - 1),
				Error: t.Failed(),
				Title: fmt.Sprintf("%s  %s  %s  %s", orDash(t.Activity), duration(t.Duration()), after(t.Started-s.First), t.Error),
			})
		}
		// Those that failed lie on top, where narrow ones would cover each other.
		slices.SortStableFunc(l.Tasks, func(a, b bar) int { return strings.Compare(a.class(), b.class()) })
		tall += len(free) * rowTall
		d.Lanes = append(d.Lanes, l)
	}
	d.Ticks, d.Foot, d.Tall = ticks(span), tall+laneGap, tall+laneGap+axisTall
	return d
}

// after says how much later than the first task one began.
func after(seconds float64) string {
	if seconds <= 0 {
		return "at the start"
	}
	return duration(seconds) + " after the start"
}

func (b bar) class() string {
	if b.Error {
		return "ERROR"
	}
	return ""
}

// units has one decimal, which is enough for a drawing.
func units(f float64) string { return fmt.Sprintf("%.1f", f) }
