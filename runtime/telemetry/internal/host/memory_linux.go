package host

import "bytes"

// Memory appends the machine's memory and swap to virtual and swap, in bytes.
func (m *Machine) Memory(virtual, swap []Field) ([]Field, []Field, error) {
	in, err := m.memory()
	if err != nil {
		return virtual, swap, err
	}
	available := in.usable()
	used := in.total - available
	virtual = append(virtual,
		count("total", in.total),
		count("available", available),
		measure("percent", percent(used, in.total)),
		count("used", used),
		count("free", in.free),
		count("active", in.active),
		count("inactive", in.inactive),
		count("buffers", in.buffers),
		count("cached", in.cached+in.reclaimable),
		count("shared", in.shared),
		count("slab", in.slab),
	)
	swapped := in.swapTotal - min(in.swapFree, in.swapTotal)
	swap = append(swap,
		count("total", in.swapTotal),
		count("used", swapped),
		count("free", in.swapFree),
		measure("percent", percent(swapped, in.swapTotal)),
	)
	return virtual, swap, nil
}

// TotalMemory is the machine's memory in bytes.
func (m *Machine) TotalMemory() (uint64, error) {
	in, err := m.memory()
	return in.total, err
}

// meminfo is /proc/meminfo in bytes.
type meminfo struct {
	total, free, available, buffers, cached, reclaimable uint64
	shared, active, inactive, slab, swapTotal, swapFree  uint64
}

// usable is the memory that can be had without swapping. Kernels before 3.14 do
// not tell it, and some tell 0; then it is what is free or only caches files. In
// containers that distort meminfo it may exceed the total; then it is what is free.
func (in *meminfo) usable() uint64 {
	switch {
	case in.available > in.total:
		return min(in.free, in.total)
	case in.available == 0:
		return min(in.free+in.cached, in.total)
	}
	return in.available
}

func (m *Machine) memory() (in meminfo, err error) {
	text, err := m.read(&m.meminfo)
	if err != nil {
		return in, err
	}
	for len(text) > 0 {
		var line []byte
		line, text = nextLine(text)
		key, value, _ := bytes.Cut(line, []byte(":"))
		kB, _, ok := nextNumber(value)
		if !ok {
			continue
		}
		if field := in.field(string(key)); field != nil {
			*field = kB * 1024
		}
	}
	if in.total == 0 {
		return in, m.meminfo.strange()
	}
	return in, nil
}

func (in *meminfo) field(key string) *uint64 {
	switch key {
	case "MemTotal":
		return &in.total
	case "MemFree":
		return &in.free
	case "MemAvailable":
		return &in.available
	case "Buffers":
		return &in.buffers
	case "Cached":
		return &in.cached
	case "SReclaimable":
		return &in.reclaimable
	case "Shmem":
		return &in.shared
	case "Active":
		return &in.active
	case "Inactive":
		return &in.inactive
	case "Slab":
		return &in.slab
	case "SwapTotal":
		return &in.swapTotal
	case "SwapFree":
		return &in.swapFree
	}
	return nil
}

// SwapActivity appends how many bytes were swapped in and out since boot. psutil
// takes a page for 4 KiB whatever the machine's page size, and so do we.
func (m *Machine) SwapActivity(dst []Field) ([]Field, error) {
	const page = 4096
	text, err := m.read(&m.vmstat)
	if err != nil {
		return dst, err
	}
	var in, out uint64
	seen := 0
	for len(text) > 0 && seen < 2 {
		var line []byte
		line, text = nextLine(text)
		if value, ok := bytes.CutPrefix(line, []byte("pswpin ")); ok {
			n, _, _ := nextNumber(value)
			in, seen = n*page, seen+1
		} else if value, ok := bytes.CutPrefix(line, []byte("pswpout ")); ok {
			n, _, _ := nextNumber(value)
			out, seen = n*page, seen+1
		}
	}
	if seen < 2 {
		return dst, m.vmstat.strange()
	}
	return append(dst, count("sin", in), count("sout", out)), nil
}
