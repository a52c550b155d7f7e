package telemetry

import "github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"

// diskBlock is the disk block: how full the root file system is, and what all
// disks and each of them have transferred.
type diskBlock struct {
	usage, sum  []host.Field
	each, whole []host.Named
}

func (d *diskBlock) readUsage(m *host.Machine) (err error) {
	d.usage, err = m.DiskUsage(d.usage[:0])
	return err
}

func (d *diskBlock) readTransfers(m *host.Machine) (err error) {
	d.each, d.whole, err = m.Disks(d.each, d.whole)
	d.sum = host.Sum(d.sum, d.whole)
	return err
}

func (d *diskBlock) append(b []byte) []byte {
	b, at := openMap(b)
	if len(d.usage) > 0 {
		b = appendFields(appendKey(b, at, "disk_usage"), d.usage)
	}
	if len(d.sum) > 0 {
		b = appendFields(appendKey(b, at, "io_sum"), d.sum)
	}
	if len(d.each) > 1 { // of one alone it would repeat the sum; Flowcept leaves it out too
		b = appendNamed(appendKey(b, at, "io_per_disk"), d.each)
	}
	return b
}
