//go:build !linux

package host

import (
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/shirou/gopsutil/v4/cpu"
	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"
	"github.com/shirou/gopsutil/v4/net"
	"github.com/shirou/gopsutil/v4/process"
)

// CPUKeys names the times that this system tells, as psutil does.
var CPUKeys = cpuKeys()

func cpuKeys() []string {
	if runtime.GOOS == "windows" {
		return []string{"user", "system", "idle"}
	}
	return []string{"user", "nice", "system", "idle"}
}

var errNothing = errors.New("gopsutil told nothing")

// Machine reads machine-wide values. It belongs to one goroutine.
type Machine struct{}

// OpenMachine returns a Machine.
func OpenMachine(*Own) *Machine { return &Machine{} }

// Close does nothing: no file is held open here.
func (m *Machine) Close() {}

// CPU reads the processors' times into c; each processor's own where each is set.
func (m *Machine) CPU(c *CPU, each bool) error {
	c.reset()
	all, err := cpu.Times(false)
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errNothing
	}
	c.Total = appendTimes(c.Total, all[0])
	if !each {
		return nil
	}
	processors, err := cpu.Times(true)
	for _, p := range processors {
		one := c.next()
		*one = appendTimes(*one, p)
	}
	return err
}

func appendTimes(dst []float64, t cpu.TimesStat) []float64 {
	for _, key := range CPUKeys {
		dst = append(dst, map[string]float64{"user": t.User, "nice": t.Nice, "system": t.System, "idle": t.Idle}[key])
	}
	return dst
}

// Frequency is the processors' clock rate in MHz, 0 where gopsutil does not know it.
func (m *Machine) Frequency() (float64, error) {
	info, err := cpu.Info()
	if err != nil {
		return 0, err
	}
	if len(info) == 0 {
		return 0, errNothing
	}
	return info[0].Mhz, nil
}

// Memory appends the machine's memory and swap to virtual and swap, in bytes.
func (m *Machine) Memory(virtual, swap []Field) ([]Field, []Field, error) {
	v, err := mem.VirtualMemory()
	if err != nil {
		return virtual, swap, err
	}
	virtual = append(virtual,
		count("total", v.Total),
		count("available", v.Available),
		measure("percent", Round(v.UsedPercent)),
		count("used", v.Used),
		count("free", v.Free),
	)
	if runtime.GOOS != "windows" {
		virtual = append(virtual, count("active", v.Active), count("inactive", v.Inactive), count("wired", v.Wired))
	}
	s, err := mem.SwapMemory()
	if err != nil {
		return virtual, swap, err
	}
	swap = append(swap,
		count("total", s.Total),
		count("used", s.Used),
		count("free", s.Free),
		measure("percent", Round(s.UsedPercent)),
	)
	return virtual, swap, nil
}

// SwapActivity appends how many bytes were swapped in and out since boot.
func (m *Machine) SwapActivity(dst []Field) ([]Field, error) {
	s, err := mem.SwapMemory()
	if err != nil {
		return dst, err
	}
	return append(dst, count("sin", s.Sin), count("sout", s.Sout)), nil
}

// TotalMemory is the machine's memory in bytes.
func (m *Machine) TotalMemory() (uint64, error) {
	v, err := mem.VirtualMemory()
	if err != nil {
		return 0, err
	}
	return v.Total, nil
}

// DiskUsage appends how full the root file system is, in bytes.
func (m *Machine) DiskUsage(dst []Field) ([]Field, error) {
	u, err := disk.Usage("/")
	if err != nil {
		return dst, err
	}
	return append(dst,
		count("total", u.Total),
		count("used", u.Used),
		count("free", u.Free),
		measure("percent", Round(u.UsedPercent)),
	), nil
}

// Disks reads what was read from and written to each disk: counts, bytes and
// milliseconds. whole is what [Sum] adds up, here the same.
func (m *Machine) Disks(each, whole []Named) ([]Named, []Named, error) {
	each, whole = each[:0], whole[:0]
	counters, err := disk.IOCounters()
	if err != nil {
		return each, whole, err
	}
	for name, c := range counters {
		each = append(each, Named{name, []Field{
			count("read_count", c.ReadCount),
			count("write_count", c.WriteCount),
			count("read_bytes", c.ReadBytes),
			count("write_bytes", c.WriteBytes),
			count("read_time", c.ReadTime),
			count("write_time", c.WriteTime),
		}})
	}
	slices.SortFunc(each, func(a, b Named) int { return strings.Compare(a.Name, b.Name) })
	return each, append(whole, each...), nil
}

// Network reads what each network interface has sent and received.
func (m *Machine) Network(each []Named) ([]Named, error) {
	each = each[:0]
	counters, err := net.IOCounters(true)
	for _, c := range counters {
		each = append(each, Named{c.Name, []Field{
			count("bytes_sent", c.BytesSent),
			count("bytes_recv", c.BytesRecv),
			count("packets_sent", c.PacketsSent),
			count("packets_recv", c.PacketsRecv),
			count("errin", c.Errin),
			count("errout", c.Errout),
			count("dropin", c.Dropin),
			count("dropout", c.Dropout),
		}})
	}
	return each, err
}

// Process reads the process's threads.
func (m *Machine) Process(s *Sampled) error {
	s.IOWait, s.Threads = -1, -1
	p := process.Process{Pid: int32(os.Getpid())}
	threads, err := p.NumThreads()
	if err == nil {
		s.Threads = int(threads)
	}
	return err
}

// Descriptors counts the process's open descriptors. Their kinds, which gopsutil
// would have to run another program for, are left out, and so is the number of a
// Windows process's handles, which psutil calls by another name.
func (m *Machine) Descriptors(s *Sampled) error {
	s.Descriptors, s.Connections, s.Files = -1, -1, -1
	if runtime.GOOS == "windows" {
		return nil
	}
	p := process.Process{Pid: int32(os.Getpid())}
	n, err := p.NumFDs()
	if err == nil {
		s.Descriptors = int(n)
	}
	return err
}
