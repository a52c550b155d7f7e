package host

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const sectorSize = 512 // the unit of /proc/diskstats, whatever the disk's own

// DiskUsage appends how full the root file system is, in bytes. free and percent
// are what a user without privileges sees, total and used what root does.
func (m *Machine) DiskUsage(dst []Field) ([]Field, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(m.root, &st); err != nil {
		return dst, &os.PathError{Op: "statfs", Path: m.root, Err: err}
	}
	block := uint64(st.Frsize)
	if block == 0 {
		block = uint64(st.Bsize) // kernels before 2.6.36
	}
	used := (st.Blocks - st.Bfree) * block
	free := st.Bavail * block
	return append(dst,
		count("total", st.Blocks*block),
		count("used", used),
		count("free", free),
		measure("percent", percent(used, used+free)),
	), nil
}

// Disks reads what was read from and written to each disk and partition since
// boot: counts, bytes and milliseconds. whole holds the disks alone, without
// partitions, for [Sum]: a disk's numbers contain its partitions'.
func (m *Machine) Disks(each, whole []Named) ([]Named, []Named, error) {
	each, whole = each[:0], whole[:0]
	text, err := m.read(&m.diskstats)
	if err != nil {
		return each, whole, err
	}
	for len(text) > 0 {
		var line []byte
		line, text = nextLine(text)
		_, line = nextWord(line) // major
		_, line = nextWord(line) // minor
		name, line := nextWord(line)
		var n [11]uint64
		if numbers(line, n[:]) < len(n) {
			continue // before Linux 2.6.25 a partition has four numbers only
		}
		var disk *Named
		each, disk = next(each)
		disk.Name = m.intern(name)
		disk.Fields = append(disk.Fields[:0],
			count("read_count", n[0]),
			count("write_count", n[4]),
			count("read_bytes", n[2]*sectorSize),
			count("write_bytes", n[6]*sectorSize),
			count("read_time", n[3]),
			count("write_time", n[7]),
			count("read_merged_count", n[1]),
			count("write_merged_count", n[5]),
			count("busy_time", n[9]),
		)
	}
	for _, d := range each {
		if m.wholeDisk(d.Name) {
			whole = append(whole, d)
		}
	}
	return each, whole, nil
}

func (m *Machine) wholeDisk(name string) bool {
	is, known := m.whole[name]
	if !known {
		_, err := os.Stat(filepath.Join(m.sys, "block", strings.ReplaceAll(name, "/", "!")))
		is = err == nil
		m.whole[name] = is
	}
	return is
}
