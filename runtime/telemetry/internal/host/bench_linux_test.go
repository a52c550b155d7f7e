package host

import "testing"

func BenchmarkMachine(b *testing.B) {
	m := OpenMachine(OpenOwn())
	defer m.Close()
	var c CPU
	var virtual, swap, activity, usage []Field
	var disks, whole, nics []Named
	var p Sampled
	for name, read := range map[string]func() error{
		"cpu":         func() error { return m.CPU(&c, true) },
		"frequency":   func() error { _, err := m.Frequency(); return err },
		"memory":      func() (err error) { virtual, swap, err = m.Memory(virtual[:0], swap[:0]); return err },
		"swap":        func() (err error) { activity, err = m.SwapActivity(activity[:0]); return err },
		"usage":       func() (err error) { usage, err = m.DiskUsage(usage[:0]); return err },
		"disks":       func() (err error) { disks, whole, err = m.Disks(disks, whole); return err },
		"network":     func() (err error) { nics, err = m.Network(nics); return err },
		"process":     func() error { return m.Process(&p) },
		"descriptors": func() error { return m.Descriptors(&p) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := read(); err != nil {
					b.Skip(err)
				}
			}
		})
	}
}
