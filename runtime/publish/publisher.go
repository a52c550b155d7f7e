package publish

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A Transport takes batches to where the records go. Publish returns nil once the whole batch is safe there. After an
// error it is called with the same batch again; it may then repeat messages that it had delivered. It returns soon after
// ctx has ended: Close waits for it.
type Transport interface {
	Publish(ctx context.Context, b *prov.Batch) error
	Close() error
}

// Defaults of Options.
const (
	DefaultInterval   = time.Second
	DefaultBatchBytes = 1 << 20
)

// Options of a Publisher. Zero fields take their defaults.
type Options struct {
	Interval   time.Duration // between batches, at the most
	BatchBytes int           // size at which a batch is sent, in bytes
	Recover    string        // directory where earlier processes may have left spools, to be delivered first
	OnError    func(error)   // hears of what went wrong; called by the publisher's goroutine
}

// Counters are what has become of the entries so far.
type Counters struct {
	Published    uint64 // handed to the transport
	Acknowledged uint64 // accepted by it
	Malformed    uint64 // entries of which no record could be made
	Recovered    uint64 // accepted records that earlier processes had left
}

// A Publisher drains the spool of a session to a transport.
type Publisher struct {
	delivery
	session *capture.Session
	opt     Options

	requests chan *request
	cancel   context.CancelFunc
	done     chan struct{}
	closing  sync.Once

	published, acknowledged, recovered atomic.Uint64

	own  *source
	wall int64

	watch  *watch        // nil: no other process's spools
	others atomic.Uint64 // handed to the transport of watched spools

	dropped uint64 // reported
}

// A request asks for a drain to the end.
type request struct {
	reply chan error
	last  bool
	watch *spool.Group
	left  string // directory where processes that are gone have left spools, to be delivered as well
}

// Start starts a publisher. It owns its goroutine and the transport until Close.
func Start(s *capture.Session, t Transport, opt Options) *Publisher {
	if opt.Interval <= 0 {
		opt.Interval = DefaultInterval
	}
	if opt.BatchBytes <= 0 {
		opt.BatchBytes = DefaultBatchBytes
	}
	if opt.OnError == nil {
		opt.OnError = func(error) {}
	}
	ctx, cancel := context.WithCancel(context.Background())
	p := &Publisher{
		delivery: delivery{transport: t, batchBytes: opt.BatchBytes, onError: opt.OnError},
		session:  s,
		opt:      opt,
		requests: make(chan *request),
		cancel:   cancel,
		done:     make(chan struct{}),
		own:      newSource(s.Spool),
	}
	p.failed = p.report
	p.own.note = p.notes(s.Spool)
	go p.run(ctx)
	return p
}

// notes keeps in a spool where its next batch goes; nil where the transport cannot tell.
func (p *Publisher) notes(s interface{ SetNote(spool.Note) error }) func(context.Context) error {
	r, ok := p.transport.(Resumer)
	if !ok {
		return nil
	}
	return func(ctx context.Context) error { return note(ctx, s, r) }
}

func (p *Publisher) run(ctx context.Context) {
	defer close(p.done)
	defer p.endWatch()
	tick := time.NewTicker(p.opt.Interval)
	defer tick.Stop()
	p.prepare()
	p.recoverLeft(ctx)
	for {
		var req *request
		select {
		case req = <-p.requests: // first: while much is written there is always something else to do
		default:
			select {
			case <-tick.C:
			case <-p.watch.looks():
			case <-p.session.Spool.Wake():
			case req = <-p.requests:
			}
		}
		err := p.drain(ctx)
		if req != nil && req.watch != nil {
			p.beginWatch(req.watch)
		}
		if err == nil {
			err = p.drainWatched(ctx)
			if err != nil && req == nil && ctx.Err() == nil {
				p.onError(err)
			}
		}
		if req != nil && req.left != "" && err == nil {
			err = p.recoverDir(ctx, req.left)
		}
		if req != nil {
			req.reply <- err
			if req.last {
				return
			}
		}
	}
}

// prepare keeps the spool able to take entries.
func (p *Publisher) prepare() {
	p.session.Spool.Prepare()
	p.report()
}

// report says what the spool could not do.
func (p *Publisher) report() {
	if err := p.session.Spool.Failure(); err != nil {
		p.opt.OnError(err)
	}
	if n := p.session.Spool.Dropped(); n > p.dropped {
		p.opt.OnError(fmt.Errorf("spool is full: %d records dropped", n-p.dropped))
		p.dropped = n
	}
}

// drain delivers what was committed when it was called. What is stamped later waits for the next time: with it there
// would be no end under load, and an entry could come before one that it follows.
func (p *Publisher) drain(ctx context.Context) error {
	cut := p.session.Tick() + 1
	for {
		p.prepare()
		p.wall = p.session.Reanchor(p.wall)
		more, err := p.pass(ctx, p.own, cut, &p.published, &p.acknowledged)
		if err != nil || !more {
			return err
		}
	}
}

// Flush waits until everything that was committed when it was called is accepted by the transport, or ctx ends.
func (p *Publisher) Flush(ctx context.Context) error { return p.ask(ctx, &request{}) }

// Recover delivers the spools that processes which are gone have left in dir. It says in an error which it could not;
// those stay.
func (p *Publisher) Recover(ctx context.Context, dir string) error {
	return p.ask(ctx, &request{left: dir})
}

// Close flushes, ends the publisher and closes the transport. When ctx ends before that, what is left stays undelivered.
// A second Close does nothing.
func (p *Publisher) Close(ctx context.Context) (err error) {
	p.closing.Do(func() {
		err = p.ask(ctx, &request{last: true})
		p.cancel()
		<-p.done
		err = errors.Join(err, p.transport.Close())
	})
	return err
}

func (p *Publisher) ask(ctx context.Context, req *request) error {
	req.reply = make(chan error, 1)
	select {
	case p.requests <- req:
	case <-p.done:
		return nil
	case <-ctx.Done():
		return p.abandon(ctx, req)
	}
	select {
	case err := <-req.reply:
		return err
	case <-ctx.Done():
		return p.abandon(ctx, req)
	}
}

// abandon gives up waiting. Where that was the last request it makes the goroutine give up as well.
func (p *Publisher) abandon(ctx context.Context, req *request) error {
	if !req.last {
		return ctx.Err()
	}
	p.cancel()
	for {
		select {
		case p.requests <- req:
		case err := <-req.reply:
			return err
		case <-p.done:
			select {
			case err := <-req.reply: // it was answered last
				return err
			default:
				return ctx.Err()
			}
		}
	}
}

// Counters says what has become of the entries so far.
func (p *Publisher) Counters() Counters {
	return Counters{
		Published:    p.published.Load(),
		Acknowledged: p.acknowledged.Load(),
		Malformed:    p.malformed.Load(),
		Recovered:    p.recovered.Load(),
	}
}

// Seen is the number of tasks of w that were composed, and the activities that they are of.
func (p *Publisher) Seen(w *capture.Workflow) (tasks uint64, ran []prov.Activity) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.own.composer.Tasks(w.Number()), p.own.composer.Activities(w.Number())
}
