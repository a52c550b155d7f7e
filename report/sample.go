package report

import (
	"math"
	"math/rand/v2"
	"slices"
)

// sampleSize is how many values a sample keeps.
const sampleSize = 4096

// A sample keeps values to take quantiles of: all of them, or a random choice where there are too many.
type sample struct {
	seen   int
	kept   []float64
	most   float64
	sorted bool
}

func (s *sample) add(v float64) {
	s.seen++
	s.most = max(s.most, v)
	if len(s.kept) < sampleSize {
		s.kept, s.sorted = append(s.kept, v), false
		return
	}
	if at := rand.IntN(s.seen); at < sampleSize {
		s.kept[at], s.sorted = v, false
	}
}

// quantile is the smallest value kept that at least the share q of them does not exceed.
func (s *sample) quantile(q float64) float64 {
	if len(s.kept) == 0 {
		return 0
	}
	if !s.sorted {
		slices.Sort(s.kept)
		s.sorted = true
	}
	at := int(math.Ceil(q*float64(len(s.kept)))) - 1
	return s.kept[min(max(at, 0), len(s.kept)-1)]
}
