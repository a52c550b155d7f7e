//go:build unix

package faults

import (
	"fmt"
	"strings"
	"testing"
)

// Programs are killed while they publish, one of them again and again; what they had recorded is recovered, to a broker
// that was away when they were killed and to one that was not.
func TestProducersAreKilled(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	e.newSink(t)
	for i := range 5 {
		p := e.newProducer(t, fmt.Sprint("killed", i))
		p.order(t, "run")
		p.awaits(t, uint64(1000+i*777))
		if i == 3 {
			b.kill()
			p.awaits(t, 3000)
		}
		p.kill()
		if i%2 == 0 { // else the next one of them delivers what is left
			if out := e.command(t, "recover"); !strings.Contains(out, "records of 1 spools published") {
				t.Errorf("recover: got %q, want one spool", out)
			}
		}
		if i == 3 {
			b.start(t)
		}
	}
	if out := e.command(t, "recover"); !strings.Contains(out, "0 records of 0 spools") {
		t.Errorf("recover again: got %q, want nothing", out)
	}
	e.settle(t)
}

// A sink is killed while it writes, several times, and started again.
func TestSinkIsKilledMidBatch(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	p := e.newProducer(t, "steady")
	p.order(t, "30000")
	p.order(t, "run")
	for range 2 {
		sink := e.newSink(t, "-batch", "500")
		sink.awaits(t, 2000)
		sink.kill()
	}
	e.newSink(t)
	p.stop(t)
	e.settle(t)
}

// A second sink joins, the first leaves, and comes back, while records flow.
func TestSinksJoinAndLeave(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 2)
	for i := 0; !b.filled(t, e.topic, 2); i++ { // a program's partition is a matter of chance
		p := e.newProducer(t, fmt.Sprint("steady", i))
		p.order(t, "run")
		eventually(t, "its records are acknowledged", func() error {
			if a := p.order(t, "0"); a.Stats.Acknowledged == 0 {
				return fmt.Errorf("got %+v", a.Stats)
			}
			return nil
		})
	}
	one := e.newSink(t)
	one.awaits(t, 3000)
	two := e.newSink(t)
	two.awaits(t, 1000)
	one.awaits(t, 1000)
	one.stop(t)
	two.awaits(t, 3000)
	three := e.newSink(t)
	three.awaits(t, 1000)
	two.stop(t)
	three.awaits(t, 3000)
	for _, p := range e.producers {
		p.stop(t)
	}
	e.settle(t)
	three.stop(t)
}

// The database is cut off in the middle of writes, twice, and away for a while; the sink holds what it has and goes on.
func TestDatabaseIsDownForAWhile(t *testing.T) {
	b, db := shared(t), database(t)
	p := newProxy(t, db)
	e := newEnvironment(t, b.address(), p.uri(db))
	b.createTopic(t, e.topic, 3)
	producer := e.newProducer(t, "steady")
	producer.order(t, "20000")
	producer.order(t, "run")
	sink := e.newSink(t, "-batch", "200")
	for range 2 {
		sink.awaits(t, 2000)
		before := sink.metric("flowcept_sink_retries_total")
		p.down()
		eventually(t, "the sink notices", func() error {
			if n := sink.metric("flowcept_sink_retries_total"); n <= before {
				return fmt.Errorf("got %v retries, had %v", n, before)
			}
			if _, err := sink.get("/readyz"); err == nil {
				return fmt.Errorf("got ready")
			}
			return nil
		})
		p.up(t)
	}
	sink.awaits(t, 2000)
	producer.stop(t)
	e.settle(t)
	sink.stop(t)
}

// The database's server is killed in the middle of writes, and started again with what it has acknowledged. Two sinks write
// to it, one of which is killed with it.
func TestDatabaseIsKilled(t *testing.T) {
	b, db := shared(t), newDatabase(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	program, stays := e.newProducer(t, "bursts"), e.newSink(t, "-batch", "200")
	for range 2 {
		other := e.newSink(t, "-batch", "200")
		before := stays.metric(written)
		program.order(t, "6000")
		eventually(t, "the sinks are in the middle of it", func() error {
			if n := stays.metric(written) - before + other.metric(written); n < 1000 {
				return fmt.Errorf("got %v messages written", n)
			}
			return nil
		})
		before = stays.metric("flowcept_sink_retries_total")
		db.kill()
		other.kill()
		program.order(t, "1000")
		eventually(t, "the sink notices", func() error {
			if n := stays.metric("flowcept_sink_retries_total"); n <= before {
				return fmt.Errorf("got %v retries, had %v", n, before)
			}
			return nil
		})
		before = stays.metric(written)
		db.start(t)
		eventually(t, "the sink goes on", func() error {
			if n := stays.metric(written) - before; n < 1000 {
				return fmt.Errorf("got %v messages written", n)
			}
			return nil
		})
	}
	program.stop(t)
	e.settle(t)
	stays.stop(t)
}
