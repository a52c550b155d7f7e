package telemetry

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
)

// Sampler holds the telemetry of this moment. Its methods may be called from any
// number of goroutines at once, and on a nil Sampler, which records nothing.
type Sampler struct {
	own         *host.Own // nil where the process block is not chosen
	totalMemory uint64
	current     atomic.Pointer[snapshot]
	missing     atomic.Pointer[error]
	failures    atomic.Uint64

	quit chan struct{} // nil where nothing is sampled
	done chan struct{}
	stop sync.Once
}

// How long Start and Stop wait for the sampling goroutine, which may be held up by
// a GPU's driver or by a file system that does not answer.
const (
	startWait = 2 * time.Second
	stopWait  = time.Second
)

// Start takes the first sample of what cfg chooses and goes on sampling in the
// background until [Sampler.Stop]. Where cfg chooses nothing, nothing runs. What
// this machine does not have is no error here; [Sampler.Err] tells of it.
func Start(cfg Config) (*Sampler, error) {
	interval, err := cfg.interval()
	if err != nil {
		return nil, err
	}
	s := &Sampler{}
	if !cfg.Any() {
		return s, nil
	}
	c := s.prepare(cfg, interval)
	s.quit, s.done = make(chan struct{}), make(chan struct{})
	sampled := make(chan struct{})
	go s.run(c, cfg.GPU, sampled)
	select {
	case <-sampled:
	case <-time.After(startWait):
	}
	return s, nil
}

// prepare opens what the chosen blocks need, with an empty snapshot until the first sample.
func (s *Sampler) prepare(cfg Config, interval time.Duration) *collector {
	if cfg.Process {
		s.own = host.OpenOwn()
	}
	c := newCollector(context.Background(), cfg, interval, s.own)
	if cfg.Process {
		s.totalMemory, _ = c.machine.TotalMemory()
	}
	empty, _ := encode(nil, nil, nil)
	s.current.Store(empty)
	return c
}

// run is the sampling goroutine. It closes sampled after the first sample, in
// which the GPU comes last: the other blocks are there while its driver starts.
func (s *Sampler) run(c *collector, gpu []string, sampled chan<- struct{}) {
	defer close(s.done)
	defer c.close()
	s.publish(c)
	if len(gpu) > 0 {
		c.addGPU(gpu)
		s.publish(c)
	}
	close(sampled)
	ticks := time.NewTicker(c.interval)
	defer ticks.Stop()
	for {
		select {
		case <-s.quit:
			return
		case <-ticks.C:
			s.publish(c)
		}
	}
}

// publish makes a new sample the current one.
func (s *Sampler) publish(c *collector) {
	s.current.Store(c.sample())
	s.failures.Add(c.failures)
	c.failures = 0
	if c.news {
		err := c.err()
		s.missing.Store(&err)
		c.news = false
	}
}

// Stop ends the sampling. It waits at most a second for the goroutine to end.
// Append goes on with the last sample. Twice is harmless.
func (s *Sampler) Stop() {
	if s == nil || s.quit == nil {
		return
	}
	s.stop.Do(func() { close(s.quit) })
	select {
	case <-s.done:
	case <-time.After(stopWait):
	}
}

// Append appends the telemetry of this moment to b, as the one msgpack map that
// telemetry_at_start and telemetry_at_end are; an empty map where nothing is chosen.
// It allocates only where b is too short.
func (s *Sampler) Append(b []byte) []byte {
	b, at := openMap(b)
	if s == nil {
		return b
	}
	snap := s.current.Load()
	if snap == nil {
		return b
	}
	b[at] += snap.entries
	b = append(b, snap.blocks...)
	if s.own != nil {
		var failed int
		b, failed = appendProcess(appendKey(b, at, "process"), s.own, snap, s.totalMemory)
		if failed > 0 {
			s.failures.Add(uint64(failed))
		}
	}
	return b
}

// On reports whether there is anything to append.
func (s *Sampler) On() bool { return s != nil && s.quit != nil }

// Failures counts the readings that failed so far. Each left its keys out of some records.
func (s *Sampler) Failures() uint64 {
	if s == nil {
		return 0
	}
	return s.failures.Load()
}

// Err tells what is chosen and was not recorded by the last sample, and why; nil
// where nothing is missing. A machine without a GPU is such a reason.
func (s *Sampler) Err() error {
	if s == nil {
		return nil
	}
	if err := s.missing.Load(); err != nil {
		return *err
	}
	return nil
}
