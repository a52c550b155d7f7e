package view

import (
	"fmt"

	"github.com/flowcept/flowcept-go/report"
)

// Sizes of the timeline, in units of its drawing.
const (
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

// timeline is also how tall the drawing is.
func timeline(s *report.Summary) (lanes []lane, tall int) {
	span := s.Last - s.First
	if span <= 0 {
		return nil, 0
	}
	of := map[string][]*report.Task{}
	for _, t := range s.Kept() {
		if t.Started > 0 && t.Ended >= t.Started {
			of[t.Activity] = append(of[t.Activity], t)
		}
	}
	for _, a := range s.Activities() {
		tasks := of[a.ID]
		if len(tasks) == 0 || len(lanes) == maxLanes {
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
				Error: t.Status == "ERROR",
				Title: fmt.Sprintf("%s  %s  %s after the start  %s", orDash(t.Activity), duration(t.Duration()), duration(t.Started-s.First), t.Error),
			})
		}
		tall += len(free) * rowTall
		lanes = append(lanes, l)
	}
	return lanes, tall + laneGap
}

// units has one decimal, which is enough for a drawing.
func units(f float64) string { return fmt.Sprintf("%.1f", f) }
