package host

import "slices"

// CPU is the time that the processors have spent, in seconds since boot, under
// the names of [CPUKeys] and in their order; an old kernel has fewer values than names.
type CPU struct {
	Total []float64
	Each  [][]float64 // one a processor, where asked for
}

// Busy returns the share of time, in percent to one decimal, that was not idle
// between two readings of the same processor. Time waiting for a disk is idle,
// and a guest's time is in user and nice already, as psutil counts. Where a clock
// went backwards, its difference counts as 0.
func Busy(before, now []float64) float64 {
	var all, idle float64
	for i, key := range CPUKeys[:min(len(before), len(now))] {
		spent := max(0, now[i]-before[i])
		switch key {
		case "guest", "guest_nice":
			continue
		case "idle", "iowait":
			idle += spent
		}
		all += spent
	}
	if all <= 0 {
		return 0
	}
	return Round((all - idle) / all * 100)
}

// reset empties c, keeping its memory.
func (c *CPU) reset() {
	c.Total = c.Total[:0]
	c.Each = c.Each[:0]
}

// next returns the slice for one more processor, with the memory of an earlier reading.
func (c *CPU) next() *[]float64 {
	n := len(c.Each)
	if n < cap(c.Each) {
		c.Each = c.Each[:n+1]
	} else {
		c.Each = slices.Grow(c.Each, 1)[:n+1]
	}
	c.Each[n] = c.Each[n][:0]
	return &c.Each[n]
}
