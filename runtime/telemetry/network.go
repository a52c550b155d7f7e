package telemetry

import "github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"

// networkBlock is the network block: what all interfaces and each of them have
// transferred.
type networkBlock struct {
	sum        []host.Field
	each, used []host.Named
}

func (n *networkBlock) read(m *host.Machine) (err error) {
	if n.each, err = m.Network(n.each); err != nil {
		n.each = n.each[:0] // the sum of some interfaces would look like that of all
	}
	n.sum = host.Sum(n.sum, n.each)
	n.used = n.used[:0]
	for _, nic := range n.each {
		if transferred(nic, "bytes_sent") && transferred(nic, "bytes_recv") { // as Flowcept chooses them
			n.used = append(n.used, nic)
		}
	}
	return err
}

func transferred(nic host.Named, key string) bool {
	for _, f := range nic.Fields {
		if f.Key == key {
			return f.Int > 0
		}
	}
	return false
}

func (n *networkBlock) append(b []byte) []byte {
	b, at := openMap(b)
	if len(n.sum) == 0 {
		return b
	}
	b = appendFields(appendKey(b, at, "netio_sum"), n.sum)
	return appendNamed(appendKey(b, at, "netio_per_interface"), n.used)
}
