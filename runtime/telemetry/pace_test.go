package telemetry

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	const interval = 100 * time.Millisecond
	at := time.Unix(1000, 0)
	for _, c := range []struct {
		name       string
		every      int
		cost, took time.Duration
		want       time.Duration // until the next reading, less half an interval
	}{
		{"cheap", often, 0, 20 * time.Microsecond, interval},
		{"free", often, 0, 0, interval},
		{"dear", often, 0, 2 * time.Millisecond, time.Second},
		{"cheap and slow to change", seldom, 0, 20 * time.Microsecond, time.Second},
		{"dear and slow to change", seldom, 0, 4 * time.Millisecond, 2 * time.Second},
		{"very dear", often, 0, time.Minute, maxWait},
		{"cheap, but had to wait for a processor", often, 20 * time.Microsecond, 50 * time.Millisecond, interval},
		{"dear no more", often, 2 * time.Millisecond, 20 * time.Microsecond, interval},
	} {
		s := &source{every: c.every, cost: c.cost}
		s.ran(at, c.took, interval)
		if got := s.due.Sub(at) + interval/2; got != c.want {
			t.Errorf("%s: the next reading is due after %v, want %v", c.name, got, c.want)
		}
	}
}
