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
	Line                   string // points of a polyline
}

func charts(s *report.Summary) (all []chart) {
	for _, c := range s.Resources.Curves() {
		points := c.Points()
		first, last := points[0].At, points[len(points)-1].At
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
		var line strings.Builder
		for _, p := range points {
			x := 0.0
			if last > first {
				x = (p.At - first) / (last - first) * chartWide
			}
			line.WriteString(units(x) + "," + units(chartTall-(p.Value-base-least)/(most-least)*chartTall) + " ")
		}
		if len(points) == 1 || last == first {
			line.WriteString(units(chartWide) + "," + units(chartTall-(points[0].Value-base-least)/(most-least)*chartTall))
		}
		name := c.Name
		if c.Counter {
			name += " so far"
		}
		all = append(all, chart{name, quantity(least, c.Unit), quantity(most, c.Unit), use(c), strings.TrimSpace(line.String())})
	}
	return all
}
