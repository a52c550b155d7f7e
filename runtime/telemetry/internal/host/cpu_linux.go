package host

import "bytes"

// CPUKeys names the times that /proc/stat counts, in its order.
var CPUKeys = []string{"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal", "guest", "guest_nice"}

// CPU reads the processors' times into c; each processor's own where each is set.
func (m *Machine) CPU(c *CPU, each bool) error {
	c.reset()
	text, err := m.read(&m.stat)
	if err != nil {
		return err
	}
	for len(text) > 0 {
		var line []byte
		line, text = nextLine(text)
		word, times := nextWord(line)
		digits, found := bytes.CutPrefix(word, []byte("cpu"))
		if !found {
			break // the cpu lines come first
		}
		if len(digits) == 0 {
			c.Total = appendTicks(c.Total, times)
			continue
		}
		if !each {
			break
		}
		one := c.next()
		*one = appendTicks(*one, times)
	}
	if len(c.Total) == 0 {
		return m.stat.strange()
	}
	return nil
}

// appendTicks appends line's numbers, clock ticks, as seconds.
func appendTicks(dst []float64, line []byte) []float64 {
	for range CPUKeys {
		n, rest, ok := nextNumber(line)
		if !ok {
			break
		}
		dst, line = append(dst, float64(n)/userHZ), rest
	}
	return dst
}
