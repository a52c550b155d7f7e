package telemetry

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/nvml"
)

// collector reads the chosen blocks and encodes them. It belongs to one goroutine.
type collector struct {
	interval time.Duration
	machine  *host.Machine
	sources  []*source
	blocks   []block
	process  *processBlock
	gpu      *gpuBlock
	buf      []byte
	failures uint64 // readings that failed
	news     bool   // a source's error has come, gone or changed
}

func newCollector(ctx context.Context, cfg Config, interval time.Duration, own *host.Own) *collector {
	c := &collector{interval: interval, machine: host.OpenMachine(own)}
	m := c.machine
	if cfg.CPU || cfg.PerCPU {
		cpu := &cpuBlock{total: cfg.CPU, each: cfg.PerCPU}
		c.add("cpu", often, func() error { return cpu.readTimes(m) })
		if cfg.CPU {
			c.add("cpu frequency", seldom, func() error { return cpu.readFrequency(m) })
		}
		c.blocks = append(c.blocks, block{"cpu", cpu.append})
	}
	if cfg.Process {
		c.process = newProcessBlock(ctx, own)
		c.add("process", often, func() error { return c.process.read(m) })
		c.add("process descriptors", seldom, func() error { return c.process.readDescriptors(m) })
		c.add("process CPU time", often, func() error { return c.process.readPercent(own) })
	}
	if cfg.Memory {
		memory := &memoryBlock{}
		c.add("memory", often, func() error { return memory.read(m) })
		c.add("memory swap activity", seldom, func() error { return memory.readSwapActivity(m) })
		c.blocks = append(c.blocks, block{"memory", memory.append})
	}
	if cfg.Disk {
		disk := &diskBlock{}
		c.add("disk usage", seldom, func() error { return disk.readUsage(m) })
		c.add("disk", often, func() error { return disk.readTransfers(m) })
		c.blocks = append(c.blocks, block{"disk", disk.append})
	}
	if cfg.Network {
		network := &networkBlock{}
		c.add("network", often, func() error { return network.read(m) })
		c.blocks = append(c.blocks, block{"network", network.append})
	}
	return c
}

// addGPU adds the gpu block, whose first reading may take seconds.
func (c *collector) addGPU(metrics []string) {
	c.gpu = &gpuBlock{chosen: metrics, open: nvml.Open}
	c.add("gpu", often, c.gpu.read)
	c.blocks = append(c.blocks, block{"gpu", c.gpu.append})
}

func (c *collector) add(block string, every int, read func() error) {
	c.sources = append(c.sources, &source{block: block, every: every, read: read})
}

// sample reads what is due and returns it all, encoded.
func (c *collector) sample() *snapshot {
	for _, s := range c.sources {
		began := time.Now()
		if began.Before(s.due) {
			continue
		}
		c.note(s, s.read())
		s.ran(began, time.Since(began), c.interval)
	}
	snap, buf := encode(c.buf, c.blocks, c.process)
	c.buf = buf
	return snap
}

// note keeps a reading's error.
func (c *collector) note(s *source, err error) {
	if err == nil && s.err == nil {
		return
	}
	var none *absent
	switch {
	case errors.As(err, &none):
	case err != nil:
		c.failures++
	case errors.As(s.err, &none):
		return // what is absent once stays so; there was nothing to read
	}
	if fmt.Sprint(s.err) != fmt.Sprint(err) {
		c.news = true
	}
	s.err = err
}

// err tells what is chosen and not recorded, and why.
func (c *collector) err() error {
	var all []error
	for _, s := range c.sources {
		if s.err != nil {
			all = append(all, fmt.Errorf("telemetry: %s: %w", s.block, s.err))
		}
	}
	return errors.Join(all...)
}

func (c *collector) close() {
	if c.gpu != nil {
		c.gpu.close()
	}
	c.machine.Close()
}
