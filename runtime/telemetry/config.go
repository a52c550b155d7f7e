package telemetry

import (
	"fmt"
	"time"
)

// DefaultInterval is how often machine-wide values are sampled.
const DefaultInterval = 100 * time.Millisecond

const minInterval = time.Millisecond

// Config chooses what is recorded, as the settings' telemetry_capture does. The
// zero Config records nothing.
type Config struct {
	CPU     bool // cpu: the machine's processors together
	PerCPU  bool // per_cpu: each processor
	Process bool // process_info
	Memory  bool // mem
	Disk    bool // disk
	Network bool // network

	// GPU names the metrics to record of each visible NVIDIA device: used,
	// temperature, power, name, id. Other names, such as the activity and others
	// that Flowcept has for AMD, are accepted and record nothing.
	GPU []string

	// MachineInfo asks for the result of [MachineInfo] in the workflow's record.
	// It is for the caller to heed; a [Sampler] does not look at it.
	MachineInfo bool

	// Interval is how often machine-wide values are sampled; 0 is DefaultInterval.
	Interval time.Duration
}

// Any reports whether the configuration chooses any block.
func (c Config) Any() bool {
	return c.CPU || c.PerCPU || c.Process || c.Memory || c.Disk || c.Network || len(c.GPU) > 0
}

// interval returns the interval to sample at.
func (c Config) interval() (time.Duration, error) {
	switch {
	case c.Interval == 0:
		return DefaultInterval, nil
	case c.Interval < minInterval:
		return 0, fmt.Errorf("telemetry: interval %v is shorter than %v", c.Interval, minInterval)
	}
	return c.Interval, nil
}
