package host

import "bytes"

// Network reads what each network interface has sent and received since it came up.
func (m *Machine) Network(each []Named) ([]Named, error) {
	each = each[:0]
	text, err := m.read(&m.netdev)
	if err != nil {
		return each, err
	}
	for len(text) > 0 {
		var line []byte
		line, text = nextLine(text)
		colon := bytes.LastIndexByte(line, ':') // an alias has one in its name
		if colon < 0 {
			continue // two lines of headings
		}
		var n [12]uint64
		if numbers(line[colon+1:], n[:]) < len(n) {
			return each, m.netdev.strange()
		}
		var nic *Named
		each, nic = next(each)
		nic.Name = m.intern(bytes.TrimSpace(line[:colon]))
		nic.Fields = append(nic.Fields[:0],
			count("bytes_sent", n[8]),
			count("bytes_recv", n[0]),
			count("packets_sent", n[9]),
			count("packets_recv", n[1]),
			count("errin", n[2]),
			count("errout", n[10]),
			count("dropin", n[3]),
			count("dropout", n[11]),
		)
	}
	return each, nil
}
