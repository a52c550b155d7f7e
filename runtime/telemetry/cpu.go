package telemetry

import (
	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
	"github.com/tinylib/msgp/msgp"
)

// cpuBlock is the cpu block: times since boot, and the share of them that was
// busy since the sample before.
type cpuBlock struct {
	total, each bool // what of it is chosen
	now, before host.CPU
	mhz         float64
}

func (c *cpuBlock) readTimes(m *host.Machine) error {
	c.now, c.before = c.before, c.now
	return m.CPU(&c.now, c.each)
}

func (c *cpuBlock) readFrequency(m *host.Machine) (err error) {
	c.mhz, err = m.Frequency()
	return err
}

func (c *cpuBlock) append(b []byte) []byte {
	b, at := openMap(b)
	if c.total && len(c.now.Total) > 0 {
		b = appendTimes(appendKey(b, at, "times_avg"), c.now.Total)
		b = appendMeasure(b, at, "percent_all", host.Busy(c.before.Total, c.now.Total))
	}
	if c.total && c.mhz > 0 {
		b = appendMeasure(b, at, "frequency", c.mhz)
	}
	if !c.each || len(c.now.Each) == 0 {
		return b
	}
	n := uint32(len(c.now.Each))
	b = msgp.AppendArrayHeader(appendKey(b, at, "times_per_cpu"), n)
	for _, times := range c.now.Each {
		b = appendTimes(b, times)
	}
	b = msgp.AppendArrayHeader(appendKey(b, at, "percent_per_cpu"), n)
	for i, times := range c.now.Each {
		busy := 0.0
		if len(c.before.Each) == len(c.now.Each) { // else one was switched on or off, and the places have shifted
			busy = host.Busy(c.before.Each[i], times)
		}
		b = msgp.AppendFloat64(b, busy)
	}
	return b
}
