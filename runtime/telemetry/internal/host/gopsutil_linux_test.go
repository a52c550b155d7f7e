package host

import (
	"testing"

	"github.com/shirou/gopsutil/v4/cpu"
	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"
	"github.com/shirou/gopsutil/v4/net"
)

// TestAgreesWithGopsutil compares the direct reads with gopsutil's on the machine
// that runs the test. What moves between the two readings may differ a little.
func TestAgreesWithGopsutil(t *testing.T) {
	m := OpenMachine(nil)
	defer m.Close()

	var c CPU
	if err := m.CPU(&c, true); err != nil {
		t.Fatalf("CPU: %v", err)
	}
	times, err := cpu.Times(false)
	if err != nil || len(times) == 0 {
		t.Skipf("gopsutil does not tell the CPU times: %v", err)
	}
	near(t, "user", c.Total[0], times[0].User, 60)
	near(t, "idle", c.Total[3], times[0].Idle, 60)
	if n, err := cpu.Counts(true); err == nil && len(c.Each) != n {
		t.Errorf("CPU has %d processors, gopsutil %d", len(c.Each), n)
	}

	virtual, swap, err := m.Memory(nil, nil)
	if err != nil {
		t.Fatalf("Memory: %v", err)
	}
	v, err := mem.VirtualMemory()
	if err != nil {
		t.Skipf("gopsutil does not tell the memory: %v", err)
	}
	got := values(virtual)
	if got["total"] != v.Total {
		t.Errorf("total memory = %v, gopsutil says %v", got["total"], v.Total)
	}
	for key, want := range map[string]uint64{"available": v.Available, "free": v.Free, "cached": v.Cached, "buffers": v.Buffers} {
		near(t, key, float64(got[key].(uint64)), float64(want), float64(v.Total)/4)
	}
	if got := values(swap)["total"]; got != v.SwapTotal {
		t.Errorf("total swap = %v, gopsutil says %v", got, v.SwapTotal)
	}

	each, _, err := m.Disks(nil, nil)
	if err != nil {
		t.Fatalf("Disks: %v", err)
	}
	ours := map[string]uint64{}
	for _, d := range each {
		ours[d.Name] = d.Fields[0].Int
	}
	if disks, err := disk.IOCounters(); err == nil {
		for name, d := range disks { // gopsutil leaves idle disks out
			near(t, "read_count of "+name, float64(ours[name]), float64(d.ReadCount), 10_000)
			if _, ok := ours[name]; !ok {
				t.Errorf("Disks lacks %s", name)
			}
		}
	}
	nics, err := m.Network(nil)
	if err != nil {
		t.Fatalf("Network: %v", err)
	}
	if counters, err := net.IOCounters(true); err == nil && len(counters) != len(nics) {
		t.Errorf("Network = %d interfaces, gopsutil says %d", len(nics), len(counters))
	}
}

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if got < want-within || got > want+within {
		t.Errorf("%s = %v, gopsutil says %v", what, got, want)
	}
}
