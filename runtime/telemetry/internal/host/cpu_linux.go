package host

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

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

// Frequency is the processors' current clock rate in MHz, their mean: from
// /proc/cpuinfo where that has it (x86), else from cpufreq. It is 0 where the
// kernel does not tell it, as in many virtual machines.
func (m *Machine) Frequency() (float64, error) {
	text, err := m.read(&m.cpuinfo)
	if err != nil {
		return 0, err
	}
	var sum float64
	var processors int
	for len(text) > 0 {
		var line []byte
		line, text = nextLine(text)
		if !bytes.HasPrefix(line, []byte("cpu MHz")) {
			continue
		}
		_, value, _ := bytes.Cut(line, []byte(":"))
		mhz, err := strconv.ParseFloat(string(bytes.TrimSpace(value)), 64)
		if err != nil {
			return 0, m.cpuinfo.strange()
		}
		sum += mhz
		processors++
	}
	if processors == 0 {
		return m.scalingFrequency()
	}
	return sum / float64(processors), nil
}

func (m *Machine) scalingFrequency() (float64, error) {
	paths, _ := filepath.Glob(filepath.Join(m.sys, "devices/system/cpu/cpufreq/policy[0-9]*/scaling_cur_freq"))
	var sum float64
	var policies int
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // the processors of this policy may be offline
		}
		if kHz, ok := number(bytes.TrimSpace(text)); ok {
			sum += float64(kHz) / 1000
			policies++
		}
	}
	if policies == 0 {
		return 0, nil
	}
	return sum / float64(policies), nil
}
