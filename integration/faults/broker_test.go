//go:build unix

package faults

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The broker is killed while programs publish, is away while they go on, and comes back.
func TestBrokerIsKilledMidway(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	sink := e.newSink(t)
	one, two := e.newProducer(t, "one"), e.newProducer(t, "two")
	for _, p := range e.producers {
		p.order(t, "run")
	}
	sink.awaits(t, 3000)
	b.kill()
	one.awaits(t, 5000)
	b.start(t)
	one.awaits(t, 5000)
	one.stop(t)
	two.stop(t)
	e.settle(t)
}

// The broker is not there when the program starts, nor is its topic; the sink waits for both, too.
func TestBrokerComesLater(t *testing.T) {
	b, db := shared(t), database(t)
	b.kill()
	e := newEnvironment(t, b.address(), db.uri)
	e.newSink(t)
	p := e.newProducer(t, "late")
	a := p.order(t, "20000")
	if a.Stats.Acknowledged != 0 || a.Stats.Dropped != 0 {
		t.Errorf("without a broker: got %+v, want nothing acknowledged and nothing dropped", a.Stats)
	}
	b.start(t)
	p.order(t, "20000")
	p.stop(t)
	e.settle(t)
}

// There is never a broker: calls cost what they cost with one, Stop ends with its context and says where the records are,
// and they are brought to a broker that is elsewhere.
func TestBrokerIsNeverThere(t *testing.T) {
	b, db := shared(t), database(t)
	const calls = 50000
	with := newEnvironment(t, b.address(), db.uri)
	p := with.newProducer(t, "with")
	p.order(t, "1000")
	there := p.order(t, fmt.Sprint(calls)).Nanos
	p.stop(t)

	e := newEnvironment(t, fmt.Sprint("127.0.0.1:", freePorts(t, 1)[0]), db.uri)
	p = e.newProducer(t, "without")
	p.order(t, "1000")
	absent := p.order(t, fmt.Sprint(calls)).Nanos
	t.Logf("a call took %d ns with a broker, %d ns without", there/calls, absent/calls)
	const patience = 500 * time.Millisecond
	a := p.order(t, "stop "+patience.String())
	spool := filepath.Join(e.dir, "cache", "flowcept", "spool")
	if !strings.Contains(a.Err, spool) || !strings.Contains(a.Err, fmt.Sprint(calls+1002, " records not delivered")) {
		t.Errorf("stop: got %q, want that it names the %d records and %s", a.Err, calls+1002, spool)
	}
	if a.Stats.Spooled != calls+1002 || a.Stats.Dropped != 0 {
		t.Errorf("stop: got %+v, want all in the spool", a.Stats)
	}
	p.in.Close()
	p.cmd.Wait()
	t.Logf("stop with %v to wait took %v", patience, time.Duration(a.Nanos))

	to := newEnvironment(t, b.address(), db.uri)
	to.producers = e.producers
	for _, want := range []string{fmt.Sprint(calls+1002, " records of 1 spools published"), "0 records of 0 spools published"} {
		if out := to.command(t, "recover", spool); !strings.Contains(out, want) {
			t.Errorf("recover: got %q, want %q", out, want)
		}
	}
	to.newSink(t)
	to.settle(t)
}
