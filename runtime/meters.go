package flowcept

import (
	"sync"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/settings"
	"github.com/flowcept/flowcept-go/runtime/telemetry"
)

// meters measure the machine: for every task, where the settings choose what, and for tasks that ask for it.
type meters struct {
	enabled bool
	all     *telemetry.Sampler // nil where the settings choose nothing

	start     sync.Once // of requested
	mu        sync.Mutex
	requested *telemetry.Sampler
}

func startMeters(s *settings.Telemetry) (*meters, error) {
	m := &meters{enabled: s.Enabled}
	cfg := telemetry.Config{
		CPU: s.CPU, PerCPU: s.PerCPU, Process: s.ProcessInfo, Memory: s.Mem, Disk: s.Disk, Network: s.Network, GPU: s.GPU,
	}
	if !s.Enabled || !cfg.Any() {
		return m, nil
	}
	var err error
	m.all, err = telemetry.Start(cfg)
	return m, err
}

// ofAll is what tasks that say nothing about it record.
func (m *meters) ofAll() capture.Snapshot {
	if m.all == nil {
		return nil
	}
	return m.all.Append
}

// onRequest is what tasks that ask for it record: what the settings choose, else the processors, the process and the
// memory. It begins measuring when it is first asked.
func (m *meters) onRequest() func() capture.Snapshot {
	if !m.enabled {
		return nil
	}
	if all := m.ofAll(); all != nil {
		return func() capture.Snapshot { return all }
	}
	return func() capture.Snapshot {
		m.start.Do(func() {
			s, err := telemetry.Start(telemetry.Config{CPU: true, Process: true, Memory: true})
			if err != nil {
				report(err)
				return
			}
			m.mu.Lock()
			defer m.mu.Unlock()
			m.requested = s
		})
		if m.requested == nil {
			return nil
		}
		return m.requested.Append
	}
}

// stop ends the measuring.
func (m *meters) stop() {
	m.all.Stop()
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requested.Stop()
}
