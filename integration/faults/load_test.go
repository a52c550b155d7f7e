//go:build linux

package faults

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"
)

// loadRecords is how many records the load test sends by itself.
const loadRecords = 100_000

const (
	loadProducers = 4

	// What a process may use besides the files that it has mapped: the sink's batch with what the driver makes of it, and a
	// producer's batch.
	sinkBound     = 400 << 20
	producerBound = 100 << 20
)

// Four programs record as fast as they can, through spools of 64 MiB that have them wait for room. All of it is in the
// database in the end, and neither they nor the sink have needed more memory for many records than for few.
func TestLoad(t *testing.T) {
	total := loadRecords
	if n, err := strconv.Atoi(os.Getenv("FLOWCEPT_RECORDS")); err == nil {
		total = n
	}
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	e.append(t, "go: {spool: {max_bytes: 64MiB, on_full: block}}\n")
	b.createTopic(t, e.topic, loadProducers)
	sink := e.newSink(t)
	began := time.Now()
	memory := map[string]*samples{"sink": watch(t, sink.cmd.Process.Pid)}
	for i := range loadProducers {
		p := e.newProducer(t, fmt.Sprint("load", i))
		memory[p.name] = watch(t, p.cmd.Process.Pid)
		p.tell(t, fmt.Sprint(total/loadProducers))
	}
	for _, p := range e.producers {
		a := p.answer(t)
		t.Logf("%s: %d calls in %v", p.name, a.Calls, time.Duration(a.Nanos).Round(time.Millisecond))
		p.stop(t)
		memory[p.name].end()
	}
	t.Logf("all acknowledged by the broker after %v, %.0f a second", time.Since(began).Round(time.Millisecond), float64(total)/time.Since(began).Seconds())
	t.Logf("%d bytes a record on the broker's disk", b.size(t, e.topic)/int64(total))
	e.drained(t)
	t.Logf("all in the database after %v, %.0f a second", time.Since(began).Round(time.Millisecond), float64(total)/time.Since(began).Seconds())
	memory["sink"].end()
	for name, m := range memory {
		t.Logf("%-6s memory in MB: %s", name, m)
		bound := int64(producerBound)
		if name == "sink" {
			bound = sinkBound
		}
		if most := slices.Max(m.anonymous); most > bound {
			t.Errorf("%s: got %d MB of memory, want at most %d", name, most>>20, bound>>20)
		}
		half := len(m.anonymous) / 2
		if half < 20 {
			continue // too short a time to tell
		}
		if early, late := slices.Max(m.anonymous[:half]), slices.Max(m.anonymous[half:]); late > early*3/2+32<<20 {
			t.Errorf("%s: got %d MB of memory in the second half of the time, %d in the first, want it flat", name, late>>20, early>>20)
		}
	}
	sink.stop(t)
	e.settle(t)
}

// size is what a topic takes on the broker's disk.
func (b *broker) size(t *testing.T, topic string) (bytes int64) {
	t.Helper()
	logs, err := filepath.Glob(filepath.Join(b.dir, "data", topic+"-*", "*.log"))
	if err != nil || len(logs) == 0 {
		t.Fatalf("got the files %v of topic %s, %v", logs, topic, err)
	}
	for _, path := range logs {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		bytes += info.Size()
	}
	return bytes
}

// samples are what a process's memory was, some times a second.
type samples struct {
	anonymous []int64 // bytes that are not of a file: heap and stacks
	stop      chan struct{}
	stopped   chan struct{}
}

var anonymous = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

func watch(t *testing.T, pid int) *samples {
	s := &samples{stop: make(chan struct{}), stopped: make(chan struct{})}
	go func() {
		defer close(s.stopped)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid)) // empty when it is gone
			if found := anonymous.FindSubmatch(status); found != nil {
				kB, _ := strconv.ParseInt(string(found[1]), 10, 64)
				s.anonymous = append(s.anonymous, kB<<10)
			}
			select {
			case <-tick.C:
			case <-s.stop:
				return
			}
		}
	}()
	return s
}

func (s *samples) end() {
	close(s.stop)
	<-s.stopped
}

// String is the most in each tenth of the time.
func (s *samples) String() string {
	text := ""
	for i := range 10 {
		part := s.anonymous[len(s.anonymous)*i/10 : len(s.anonymous)*(i+1)/10]
		if len(part) > 0 {
			text += fmt.Sprint(slices.Max(part)>>20, " ")
		}
	}
	return text
}
