package telemetry

import (
	"math"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
)

// appendProcess appends the process block: what was sampled, and what the process
// uses at this moment. It returns how many reads failed.
func appendProcess(b []byte, own *host.Own, snap *snapshot, totalMemory uint64) (_ []byte, failed int) {
	var r host.Reading
	own.Read(&r)
	b, at := openMap(b)
	if len(snap.process) > 0 {
		b[at] += snap.process[0] & 0x0f // the entries that its header counts
		b = append(b, snap.process[1:]...)
	}
	if r.CPU >= 0 {
		b = appendCount(b, at, "cpu_number", uint64(r.CPU))
	}
	if r.Memory.Keys != nil {
		b = appendCounts(appendKey(b, at, "memory"), &r.Memory)
		if totalMemory > 0 {
			b = appendMeasure(b, at, "memory_percent", float64(r.Memory.Values[0])/float64(totalMemory)*100)
		}
	}
	if r.Times.Keys != nil {
		b = appendOwnTimes(appendKey(b, at, "cpu_times"), &r.Times, snap.ioWait)
	}
	if r.IO.Keys != nil {
		b = appendCounts(appendKey(b, at, "io_counters"), &r.IO)
	}
	if r.Threads >= 0 {
		b = appendCount(b, at, "num_threads", uint64(r.Threads))
	}
	if r.Switches.Keys != nil {
		b = appendCounts(appendKey(b, at, "num_ctx_switches"), &r.Switches)
	}
	return b, r.Failed
}

func appendCounts(b []byte, c *host.Counts) []byte {
	b, at := openMap(b)
	for i, key := range c.Keys {
		b = appendCount(b, at, key, c.Values[i])
	}
	return b
}

func appendOwnTimes(b []byte, t *host.Times, ioWait float64) []byte {
	b, at := openMap(b)
	for i, key := range t.Keys {
		b = appendMeasure(b, at, key, t.Values[i])
	}
	if !math.IsNaN(ioWait) {
		b = appendMeasure(b, at, "iowait", ioWait)
	}
	return b
}
