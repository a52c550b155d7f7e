package report

import (
	"cmp"
	"slices"
)

// maxPoints is how many points a curve keeps; above it, every second one goes.
const maxPoints = 512

// A Curve is a metric over time.
type Curve struct {
	Name, Unit string // Unit: "%", "B", "°C", "W" or ""
	Counter    bool   // it counts since some start: only differences mean something
	N          int    // points added
	Min, Max   float64
	sum        float64
	points     []Point
	stride     int
	sources    map[string]*counted
}

// counted is between which values one process, or one machine, has counted.
type counted struct{ min, max float64 }

// maxSources bounds them.
const maxSources = 1000

// Counted is what a counter has counted, by all processes, or on all machines, together.
func (c *Curve) Counted() (sum float64) {
	for _, s := range c.sources {
		sum += s.max - s.min
	}
	return sum
}

// Mixed reports whether the points of a counter come from several processes, or machines, whose values cannot be compared.
func (c *Curve) Mixed() bool { return len(c.sources) > 1 }

// count takes the value of a counter of one process, or machine.
func (c *Curve) count(source string, value float64) {
	s := c.sources[source]
	if s == nil {
		if len(c.sources) == maxSources {
			return
		}
		if c.sources == nil {
			c.sources = map[string]*counted{}
		}
		s = &counted{value, value}
		c.sources[source] = s
	}
	s.min, s.max = min(s.min, value), max(s.max, value)
}

// A Point is a metric at a time, in seconds since the Unix epoch.
type Point struct{ At, Value float64 }

// Mean is that of all points added.
func (c *Curve) Mean() float64 { return c.sum / float64(c.N) }

// Points are those kept, by time.
func (c *Curve) Points() []Point {
	return slices.SortedStableFunc(slices.Values(c.points), func(a, b Point) int { return cmp.Compare(a.At, b.At) })
}

func (c *Curve) add(at, value float64) {
	if c.N == 0 {
		c.Min, c.Max, c.stride = value, value, 1
	}
	c.Min, c.Max = min(c.Min, value), max(c.Max, value)
	c.sum += value
	if c.N%c.stride == 0 {
		if len(c.points) == maxPoints {
			for i := range maxPoints / 2 {
				c.points[i] = c.points[2*i]
			}
			c.points = c.points[:maxPoints/2]
			c.stride *= 2
		}
		if c.N%c.stride == 0 {
			c.points = append(c.points, Point{at, value})
		}
	}
	c.N++
}
