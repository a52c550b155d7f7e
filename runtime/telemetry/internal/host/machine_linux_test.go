package host

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

// values turns fields into what Flowcept would record of them.
func values(fields []Field) map[string]any {
	m := map[string]any{}
	for _, f := range fields {
		m[f.Key] = f.Value()
	}
	return m
}

func TestCPU(t *testing.T) {
	m := openFake(t, nil)
	var c CPU
	for range 2 { // the second reading takes the memory of the first
		if err := m.CPU(&c, true); err != nil {
			t.Fatalf("CPU: %v", err)
		}
		want := CPU{
			Total: []float64{10, 0.2, 3, 400, 0.5, 0.06, 0.7, 0.08, 0.9, 0.01},
			Each: [][]float64{
				{6, 0.1, 2, 200, 0.2, 0.03, 0.3, 0.04, 0.4, 0.01},
				{4, 0.1, 1, 200, 0.3, 0.03, 0.4, 0.04, 0.5, 0},
			},
		}
		if !reflect.DeepEqual(c, want) {
			t.Errorf("CPU = %v, want %v", c, want)
		}
	}
	if err := m.CPU(&c, false); err != nil || len(c.Each) != 0 {
		t.Errorf("CPU without each: %d processors, %v; want 0", len(c.Each), err)
	}
}

func TestFrequency(t *testing.T) {
	m := openFake(t, nil)
	if mhz, err := m.Frequency(); mhz != 2500.5 || err != nil {
		t.Errorf("Frequency() = %v, %v; want 2500.5, the mean", mhz, err)
	}
	m = openFake(t, map[string]string{"cpuinfo": "processor\t: 0\nBogoMIPS\t: 50.00\n"})
	if mhz, err := m.Frequency(); mhz != 0 || err != nil {
		t.Errorf("Frequency() of a kernel that tells none = %v, %v; want 0", mhz, err)
	}
	for policy, kHz := range map[string]string{"policy0": "1500000\n", "policy4": "2500000\n"} {
		dir := filepath.Join(m.sys, "devices/system/cpu/cpufreq", policy)
		os.MkdirAll(dir, 0o755)
		os.WriteFile(filepath.Join(dir, "scaling_cur_freq"), []byte(kHz), 0o644)
	}
	if mhz, err := m.Frequency(); mhz != 2000 || err != nil {
		t.Errorf("Frequency() from cpufreq = %v, %v; want 2000", mhz, err)
	}
}

func TestMemory(t *testing.T) {
	const kB = 1024
	virtual, swap, err := openFake(t, nil).Memory(nil, nil)
	if err != nil {
		t.Fatalf("Memory: %v", err)
	}
	wantVirtual := map[string]any{
		"total": uint64(1000000 * kB), "available": uint64(750000 * kB), "percent": 25.0, "used": uint64(250000 * kB),
		"free": uint64(400000 * kB), "active": uint64(200000 * kB), "inactive": uint64(150000 * kB),
		"buffers": uint64(10000 * kB), "cached": uint64(340000 * kB), "shared": uint64(5000 * kB), "slab": uint64(60000 * kB),
	}
	if got := values(virtual); !reflect.DeepEqual(got, wantVirtual) {
		t.Errorf("virtual = %v, want %v", got, wantVirtual)
	}
	swap, err = openFake(t, nil).SwapActivity(swap)
	if err != nil {
		t.Fatalf("SwapActivity: %v", err)
	}
	wantSwap := map[string]any{
		"total": uint64(200000 * kB), "used": uint64(50000 * kB), "free": uint64(150000 * kB), "percent": 25.0,
		"sin": uint64(3 * 4096), "sout": uint64(5 * 4096),
	}
	if got := values(swap); !reflect.DeepEqual(got, wantSwap) {
		t.Errorf("swap = %v, want %v", got, wantSwap)
	}
}

func TestAvailableMemory(t *testing.T) {
	for _, c := range []struct {
		name, meminfo string
		want          uint64
	}{
		{"an old kernel does not tell it", "MemTotal: 100 kB\nMemFree: 30 kB\nCached: 20 kB\n", 50 * 1024},
		{"a container says more than there is", "MemTotal: 100 kB\nMemFree: 30 kB\nMemAvailable: 900 kB\n", 30 * 1024},
		{"a container has more free than there is", "MemTotal: 100 kB\nMemFree: 300 kB\nMemAvailable: 900 kB\n", 100 * 1024},
	} {
		virtual, _, err := openFake(t, map[string]string{"meminfo": c.meminfo}).Memory(nil, nil)
		if got := values(virtual)["available"]; got != c.want || err != nil {
			t.Errorf("%s: available = %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

func TestDisks(t *testing.T) {
	m := openFake(t, nil)
	var each, whole []Named
	for range 2 {
		var err error
		if each, whole, err = m.Disks(each, whole); err != nil {
			t.Fatalf("Disks: %v", err)
		}
	}
	var names []string
	for _, d := range each {
		names = append(names, d.Name)
	}
	if want := []string{"sda", "sda1", "loop0"}; !reflect.DeepEqual(names, want) {
		t.Fatalf("Disks = %v, want %v", names, want)
	}
	want := map[string]any{
		"read_count": uint64(100), "write_count": uint64(50), "read_bytes": uint64(2000 * 512), "write_bytes": uint64(4000 * 512),
		"read_time": uint64(30), "write_time": uint64(60), "read_merged_count": uint64(10), "write_merged_count": uint64(5),
		"busy_time": uint64(80),
	}
	if got := values(each[0].Fields); !reflect.DeepEqual(got, want) {
		t.Errorf("sda = %v, want %v", got, want)
	}
	sum := values(Sum(nil, whole))
	if got := sum["read_count"]; got != uint64(101) {
		t.Errorf("read_count of all disks = %v, want 101: sda and loop0, not the partition sda1", got)
	}
}

func TestDiskUsage(t *testing.T) {
	fields, err := openFake(t, nil).DiskUsage(nil)
	if err != nil {
		t.Fatalf("DiskUsage: %v", err)
	}
	v := values(fields)
	total, used, free := v["total"].(uint64), v["used"].(uint64), v["free"].(uint64)
	if total == 0 || used == 0 || used+free > total {
		t.Errorf("DiskUsage = %v, want used+free <= total", v)
	}
}

func TestNetwork(t *testing.T) {
	each, err := openFake(t, nil).Network(nil)
	if err != nil || len(each) != 2 || each[1].Name != "eth0" {
		t.Fatalf("Network = %v, %v; want lo and eth0", each, err)
	}
	want := map[string]any{
		"bytes_sent": uint64(3000), "bytes_recv": uint64(2000), "packets_sent": uint64(30), "packets_recv": uint64(20),
		"errin": uint64(1), "errout": uint64(3), "dropin": uint64(2), "dropout": uint64(4),
	}
	if got := values(each[1].Fields); !reflect.DeepEqual(got, want) {
		t.Errorf("eth0 = %v, want %v", got, want)
	}
	if got := values(Sum(nil, each))["bytes_sent"]; got != uint64(4000) {
		t.Errorf("bytes_sent of all interfaces = %v, want 4000", got)
	}
}

// TestStrangeProc gives each reading no file, an empty one and nonsense: an error, no panic.
func TestStrangeProc(t *testing.T) {
	readings := map[string]func(*Machine) error{
		"stat":      func(m *Machine) error { return m.CPU(&CPU{}, true) },
		"cpuinfo":   func(m *Machine) error { _, err := m.Frequency(); return err },
		"meminfo":   func(m *Machine) error { _, _, err := m.Memory(nil, nil); return err },
		"vmstat":    func(m *Machine) error { _, err := m.SwapActivity(nil); return err },
		"self/stat": func(m *Machine) error { return m.Process(&Sampled{}) },
		"net/dev":   func(m *Machine) error { _, err := m.Network(nil); return err },
	}
	mayBeEmpty := map[string]bool{"net/dev": true, "cpuinfo": true} // no interface, no frequency
	for name, read := range readings {
		for _, text := range []string{"", "\n", "cpu MHz : ) nonsense\x00\xff 99999999999999999999999 -1\n"} {
			m := openFake(t, map[string]string{name: text})
			if err := read(m); err == nil && !(text == "\n" && mayBeEmpty[name]) {
				t.Errorf("%s holding %q: no error", name, text)
			}
		}
	}
	m := openFake(t, map[string]string{"diskstats": "8 0 sda 1 2\nnonsense\n"})
	if each, whole, err := m.Disks(nil, nil); len(each) != 0 || len(whole) != 0 || err != nil {
		t.Errorf("Disks of a diskstats that it does not know = %v, %v, %v; want none", each, whole, err)
	}
	m = openFake(t, map[string]string{"diskstats": ""})
	if _, _, err := m.Disks(nil, nil); err == nil {
		t.Errorf("Disks without /proc/diskstats: no error")
	}
}

// TestFileComesBack closes the kept-open file behind the Machine's back: one
// reading fails, the next opens it anew.
func TestFileComesBack(t *testing.T) {
	m := openFake(t, nil)
	if err := m.CPU(&CPU{}, false); err != nil {
		t.Fatal(err)
	}
	m.stat.file.Close()
	if err := m.CPU(&CPU{}, false); err == nil {
		t.Errorf("CPU from a closed file succeeded")
	}
	if err := m.CPU(&CPU{}, false); err != nil {
		t.Errorf("CPU after a failure: %v, want the file to be opened again", err)
	}
}

// TestLongFile reads a /proc/stat that is longer than the buffer.
func TestLongFile(t *testing.T) {
	text := "cpu  1 2 3 4\n"
	for range 3000 {
		text += "cpu7 1 2 3 4 5 6 7 8 9 10\n"
	}
	var c CPU
	if err := openFake(t, map[string]string{"stat": text}).CPU(&c, true); err != nil || len(c.Each) != 3000 {
		t.Errorf("CPU = %d processors, %v; want 3000", len(c.Each), err)
	}
}
