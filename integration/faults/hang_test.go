//go:build unix

package faults

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The broker hangs: connections stay and nothing answers. Programs go on and stop in time, and when the broker answers
// again all of it arrives; what had no answer is not there twice.
func TestBrokerHangs(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	e.newSink(t)
	stays, leaves := e.newProducer(t, "stays"), e.newProducer(t, "leaves")
	for _, p := range e.producers {
		p.order(t, "run")
		p.awaits(t, 3000)
	}
	hang(t, b, func() {
		for _, p := range e.producers {
			p.awaits(t, 5000)
		}
		a := leaves.order(t, "stop 1s")
		if !strings.Contains(a.Err, "records not delivered, kept in") {
			t.Errorf("stop: got %q, want that records are kept", a.Err)
		}
		t.Logf("stop with 1s to wait took %v", time.Duration(a.Nanos).Round(time.Millisecond))
		leaves.in.Close()
		leaves.cmd.Wait()
	})
	stays.stop(t)
	e.command(t, "recover")
	e.settle(t)
}

// hang stops the broker's process while f runs.
func hang(t *testing.T, b *broker, f func()) {
	t.Helper()
	if err := b.cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer b.cmd.Process.Signal(syscall.SIGCONT)
	f()
}

// The database is not there when the sink starts, and hangs later; a sink that is told to stop meanwhile ends within its
// time, and the next one has what it could not write.
func TestDatabaseComesLateAndHangs(t *testing.T) {
	b, db := shared(t), database(t)
	p := newProxy(t, db)
	p.down()
	e := newEnvironment(t, b.address(), p.uri(db))
	b.createTopic(t, e.topic, 3)
	producer := e.newProducer(t, "steady")
	producer.order(t, "20000")
	producer.order(t, "run")
	sink := e.newSink(t, "-batch", "200", "-stop-timeout", "2s")
	eventually(t, "the sink tries", func() error {
		if sink.metric("flowcept_sink_retries_total") == 0 {
			return fmt.Errorf("no retries")
		}
		return nil
	})
	p.up(t)
	sink.awaits(t, 1000)
	p.hang(true)
	began := time.Now()
	if err := sink.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := sink.cmd.Wait()
	t.Logf("with 2s to stop the sink ended after %v: %v: %s", time.Since(began).Round(time.Millisecond), err, sink.lastLine())
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the sink took %v to end, want about 2s", took)
	}
	p.hang(false)
	e.newSink(t)
	producer.stop(t)
	e.settle(t)
}

// A sink that is told to stop while there is no broker ends within its time; the next one goes on.
func TestSinkStopsWithoutABroker(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	producer := e.newProducer(t, "steady")
	producer.order(t, "run")
	sink := e.newSink(t, "-stop-timeout", "2s")
	sink.awaits(t, 1000)
	b.kill()
	began := time.Now()
	if err := sink.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	err := sink.cmd.Wait()
	t.Logf("with 2s to stop the sink ended after %v: %v: %s", time.Since(began).Round(time.Millisecond), err, sink.lastLine())
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("the sink took %v to end, want about 2s", took)
	}
	b.start(t)
	e.newSink(t)
	producer.stop(t)
	e.settle(t)
}

func (s *sinkProcess) lastLine() string {
	lines := strings.Split(strings.TrimSpace(s.log.String()), "\n")
	return lines[len(lines)-1]
}
