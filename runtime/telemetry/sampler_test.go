package telemetry

import (
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tinylib/msgp/msgp"
)

func TestNothingChosen(t *testing.T) {
	before := samplers()
	for name, s := range map[string]*Sampler{"none": start(t, Config{MachineInfo: true}), "nil": nil} {
		if got := s.Append([]byte{7}); len(got) != 2 || got[1] != 0x80 {
			t.Errorf("%s: Append = % x, want 07 80, an empty map", name, got)
		}
		if s.On() || s.Err() != nil || s.Failures() != 0 {
			t.Errorf("%s: On %v, Err %v, Failures %d; want false, nil, 0", name, s.On(), s.Err(), s.Failures())
		}
		if s != nil && (s.own != nil || s.quit != nil) {
			t.Errorf("%s: something was opened", name)
		}
		s.Stop()
	}
	if n := samplers(); n != before {
		t.Errorf("%d sampling goroutines, want %d", n, before)
	}
}

func TestInterval(t *testing.T) {
	for _, interval := range []time.Duration{-1, time.Microsecond} {
		s, err := Start(Config{CPU: true, Interval: interval})
		if err == nil {
			s.Stop()
			t.Errorf("Start with interval %v: no error", interval)
		} else if !strings.Contains(err.Error(), interval.String()) {
			t.Errorf("Start with interval %v: %v, which does not name it", interval, err)
		}
	}
	if got, err := (Config{}).interval(); got != 100*time.Millisecond || err != nil {
		t.Errorf("default interval %v, %v; want 100ms", got, err)
	}
}

func TestStopEndsTheGoroutine(t *testing.T) {
	before := samplers()
	s := start(t, Config{CPU: true, Process: true})
	if n := samplers(); n != before+1 {
		t.Fatalf("%d sampling goroutines after Start, want %d", n, before+1)
	}
	s.Stop()
	s.Stop()
	within(t, "the goroutine has ended", func() bool { return samplers() == before })
	if m := now(t, s); m["process"] == nil || m["cpu"] == nil {
		t.Errorf("after Stop, Append = %v; want the last sample", m)
	}
}

// TestStopDoesNotWaitForever stops a Sampler whose reading hangs, as a GPU's driver may.
func TestStopDoesNotWaitForever(t *testing.T) {
	s := &Sampler{quit: make(chan struct{}), done: make(chan struct{})}
	c := s.prepare(Config{Process: true}, DefaultInterval)
	hanging := make(chan struct{})
	c.add("gpu", often, func() error { <-hanging; return nil })
	go s.run(c, nil, make(chan struct{}))
	if process := now(t, s)["process"].(map[string]any); process["memory"] == nil && runtime.GOOS == "linux" {
		t.Errorf("before the first sample, process = %v; want what is read at each call", process)
	}
	s.Stop() // the test hangs if this does
	select {
	case <-s.done:
		t.Errorf("the sampling goroutine ended while its reading hung")
	default:
	}
	close(hanging)
	<-s.done
}

// samplers counts the sampling goroutines.
func samplers() int {
	buf := make([]byte, 1<<20)
	return strings.Count(string(buf[:runtime.Stack(buf, true)]), "created by github.com/flowcept/flowcept-go/runtime/telemetry.Start")
}

func TestSamplesInTheBackground(t *testing.T) {
	s := start(t, Config{CPU: true, Interval: time.Millisecond})
	first := s.current.Load()
	within(t, "there is another sample", func() bool { return s.current.Load() != first })
}

// TestConcurrentAppend appends from many goroutines while the sampler publishes
// as fast as it may, and while it is stopped.
func TestConcurrentAppend(t *testing.T) {
	cfg := all
	cfg.Interval = time.Millisecond
	s := start(t, cfg)
	var wg sync.WaitGroup
	var stopped atomic.Bool
	for range 8 {
		wg.Go(func() {
			var b []byte
			for i := 0; i < 300 || !stopped.Load(); i++ {
				b = s.Append(b[:0])
				if rest, err := msgp.Skip(b); err != nil || len(rest) > 0 {
					t.Errorf("Append gave no msgpack value: %v, %d bytes left", err, len(rest))
					return
				}
			}
		})
	}
	first := s.current.Load()
	within(t, "there is another sample", func() bool { return s.current.Load() != first })
	s.Stop()
	stopped.Store(true)
	wg.Wait()
	if n := s.Failures(); n != 0 {
		t.Errorf("%d readings failed: %v", n, s.Err())
	}
}

// TestFailingReading lets one block fail and come back.
func TestFailingReading(t *testing.T) {
	s := &Sampler{}
	c := s.prepare(Config{Memory: true}, time.Nanosecond)
	defer c.close()
	var broken error
	c.add("disk", often, func() error { return broken })

	s.publish(c)
	if s.Failures() != 0 || s.Err() != nil {
		t.Fatalf("Failures %d, Err %v; want none", s.Failures(), s.Err())
	}
	broken = errors.New("no such thing")
	again(c)
	s.publish(c)
	again(c)
	s.publish(c)
	if got, want := s.Failures(), uint64(2); got != want {
		t.Errorf("Failures() = %d, want %d", got, want)
	}
	if err := s.Err(); !errors.Is(err, broken) || err.Error() != "telemetry: disk: no such thing" {
		t.Errorf("Err() = %v, want telemetry: disk: no such thing", err)
	}
	if m := now(t, s); m["memory"] == nil {
		t.Errorf("Append = %v, want the other block still", m)
	}
	broken = nil
	again(c)
	s.publish(c)
	if err := s.Err(); err != nil {
		t.Errorf("Err() = %v after the reading came back, want nil", err)
	}
}

// again makes every source due.
func again(c *collector) {
	for _, s := range c.sources {
		s.due = time.Time{}
	}
}

// within waits at most ten seconds for what to become true.
func within(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !is(); runtime.Gosched() {
		if time.Now().After(deadline) {
			t.Fatalf("not in ten seconds: %s", what)
		}
	}
}
