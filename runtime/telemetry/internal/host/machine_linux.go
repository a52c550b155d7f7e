package host

import "path/filepath"

// userHZ is the unit of the kernel's clock ticks towards programs, 100 a second
// on every architecture that Go runs on.
const userHZ = 100

// Machine reads machine-wide values. It belongs to one goroutine.
type Machine struct {
	root string // where usage of the root file system is asked for
	sys  string

	stat, cpuinfo, meminfo, vmstat, diskstats, netdev, selfstat procFile
	descriptors                                                 procFile

	own   *Own
	buf   []byte
	names map[string]string
	whole map[string]bool // disk name: whether it is a whole disk, not a partition
}

// OpenMachine returns a Machine; own, if not nil, is whose descriptors are not
// counted among the process's.
func OpenMachine(own *Own) *Machine { return openMachine("/proc", "/sys", own) }

func openMachine(proc, sys string, own *Own) *Machine {
	file := func(name string) procFile { return procFile{path: filepath.Join(proc, name)} }
	return &Machine{
		root:        "/",
		sys:         sys,
		stat:        file("stat"),
		cpuinfo:     file("cpuinfo"),
		meminfo:     file("meminfo"),
		vmstat:      file("vmstat"),
		diskstats:   file("diskstats"),
		netdev:      file("net/dev"),
		selfstat:    file("self/stat"),
		descriptors: file("self/fd"),
		own:         own,
		names:       map[string]string{},
		whole:       map[string]bool{},
	}
}

func (m *Machine) files() []*procFile {
	return []*procFile{&m.stat, &m.cpuinfo, &m.meminfo, &m.vmstat, &m.diskstats, &m.netdev, &m.selfstat, &m.descriptors}
}

// Close closes the files that m holds open.
func (m *Machine) Close() {
	for _, f := range m.files() {
		f.close()
	}
}

// read returns the text of f, valid until the next read.
func (m *Machine) read(f *procFile) ([]byte, error) {
	text, err := f.read(m.buf)
	if cap(text) > cap(m.buf) {
		m.buf = text
	}
	return text, err
}

// intern returns b as a string, the same one each time: names come again at each sample.
func (m *Machine) intern(b []byte) string {
	if s, ok := m.names[string(b)]; ok {
		return s
	}
	s := string(b)
	m.names[s] = s
	return s
}

// next gives the next element of a list that is filled anew at each sample.
func next(list []Named) ([]Named, *Named) {
	if len(list) < cap(list) {
		list = list[:len(list)+1]
	} else {
		list = append(list, Named{})
	}
	return list, &list[len(list)-1]
}
