package view

import (
	"strings"

	"github.com/flowcept/flowcept-go/report"
)

const (
	chartWide = 480
	chartTall = 90
)

// A chart is one curve of telemetry.
type chart struct {
	Name, Least, Most, Use string
	Line                   string // points of a polyline; "": there is none
}

func charts(s *report.Summary) (all []chart) {
	for _, c := range s.Resources.Curves() {
		d := chart{Name: c.Name, Use: use(c)}
		if c.Counter {
			d.Name += " so far"
		}
		if !c.Counter || !c.Mixed() {
			d.draw(s, c)
		}
		all = append(all, d)
	}
	return all
}

// draw has the curve over the time of the timeline.
func (d *chart) draw(s *report.Summary, c *report.Curve) {
	var base float64 // of a counter only what it has counted here means something
	if c.Counter {
		base = c.Min
	}
	least, most := c.Min-base, c.Max-base
	switch {
	case c.Unit == "%" && most <= 100:
		least, most = 0, 100
	case least == most && least > 0:
		least = 0
	case least == most:
		most = least + 1
	}
	place := func(at, value, off float64) string {
		x := 0.0
		if s.Last > s.First {
			x = min(1, max(0, (at-s.First)/(s.Last-s.First)))
		}
		return units(x*chartWide+off) + "," + units(chartTall-(value-base-least)/(most-least)*chartTall) + " "
	}
	var line strings.Builder
	points := c.Points()
	for _, p := range points {
		line.WriteString(place(p.At, p.Value, 0))
	}
	if len(points) == 1 { // which would be no line
		line.WriteString(place(points[0].At, points[0].Value, 4))
	}
	d.Least, d.Most, d.Line = quantity(least, c.Unit), quantity(most, c.Unit), strings.TrimSpace(line.String())
}
