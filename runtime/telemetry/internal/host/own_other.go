//go:build !linux

package host

import (
	"os"

	"github.com/shirou/gopsutil/v4/process"
)

var (
	memoryKeys = []string{"rss", "vms"}
	ioKeys     = []string{"read_count", "write_count", "read_bytes", "write_bytes"}
)

// Own reads what this process uses.
type Own struct {
	memory, io bool // what gopsutil can tell here
}

// OpenOwn returns an Own. What this system does not tell is left out of its readings.
func OpenOwn() *Own {
	o := &Own{memory: true, io: true}
	var r Reading
	o.Read(&r)
	o.memory, o.io = r.Memory.Keys != nil, r.IO.Keys != nil
	return o
}

// Threads reports whether o's readings have the number of threads: counting them
// is too dear outside Linux, so [Machine.Process] has them.
func (o *Own) Threads() bool { return false }

// Read fills r with what the process uses now. It may be called by many goroutines at once.
func (o *Own) Read(r *Reading) {
	r.clear()
	r.rusage()
	p := process.Process{Pid: int32(os.Getpid())} // one a call: gopsutil caches in it without a lock
	if o.memory {
		if m, err := p.MemoryInfo(); err != nil {
			r.Failed++
		} else {
			r.Memory.Keys = memoryKeys
			r.Memory.Values[0], r.Memory.Values[1] = m.RSS, m.VMS
		}
	}
	if o.io {
		if c, err := p.IOCounters(); err != nil {
			r.Failed++
		} else {
			r.IO.Keys = ioKeys
			r.IO.Values = [8]uint64{c.ReadCount, c.WriteCount, c.ReadBytes, c.WriteBytes}
		}
	}
}
