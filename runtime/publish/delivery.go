package publish

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

const (
	firstPause = 50 * time.Millisecond // after a transport's error
	maxPause   = 5 * time.Second
)

// A delivery takes batches out of spools to a transport. It is used by one goroutine.
type delivery struct {
	transport  Transport
	batchBytes int
	onError    func(error)
	failed     func()        // called after each error of the transport; nil: nothing is
	patience   time.Duration // for a transport that fails; 0: for ever

	trouble error // what the transport has last said, until it takes something

	mu    sync.Mutex // guards composers against who asks what they have seen
	batch prov.Batch

	malformed atomic.Uint64
}

// A source is a spool that is drained.
type source struct {
	reader   *spool.Reader
	composer *Composer
	written  func(msg []byte) bool       // says what others have delivered; nil: nothing
	note     func(context.Context) error // keeps where the next batch goes; nil: nobody need know
	noted    bool                        // where a batch goes that may have been written, or a part of it
}

func newSource(s *spool.Spool) *source {
	return &source{reader: s.NewReader(), composer: NewComposer()}
}

// pass delivers one batch from a source, of what was stamped before cut, and reports whether there is more.
func (d *delivery) pass(ctx context.Context, from *source, cut int64, published, acknowledged *atomic.Uint64) (more bool, err error) {
	more = d.fill(from, cut)
	if n := uint64(d.batch.Len()); n > 0 {
		published.Add(n)
		if err := d.deliver(ctx, from); err != nil {
			published.Add(-n)
			from.reader.Unread()
			return false, err
		}
		acknowledged.Add(n)
	}
	from.reader.Ack()
	return more, nil
}

// fill composes the next batch and reports whether entries are left for another one.
func (d *delivery) fill(from *source, cut int64) (more bool) {
	d.batch.Reset()
	var malformed []error
	defer func() {
		for _, err := range malformed {
			d.onError(err)
		}
	}()
	d.mu.Lock()
	defer d.mu.Unlock()
	return from.reader.Next(cut, func(e spool.Entry) bool {
		d.batch.Append(func(b []byte) []byte {
			n := len(b)
			b, err := from.composer.Append(b, e)
			if err != nil {
				d.malformed.Add(1)
				malformed = append(malformed, err)
			}
			if from.written != nil && len(b) > n && from.written(b[n:]) {
				return b[:n]
			}
			return b
		})
		return d.batch.Size() < d.batchBytes
	})
}

// deliver gives the batch to the transport until it is accepted, ctx ends or patience does, with longer and longer
// pauses. An error that lasts is reported once. Where the batch goes is kept before the first
// attempt, and stays until one succeeds: what an attempt that failed has written must not be taken for somebody else's.
func (d *delivery) deliver(ctx context.Context, from *source) error {
	if d.patience > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d.patience)
		defer cancel()
	}
	pause, reported := firstPause, ""
	for {
		var err error
		if from.note != nil && !from.noted {
			err = from.note(ctx)
			from.noted = err == nil
		}
		if err == nil {
			if err = d.transport.Publish(ctx, &d.batch); err == nil {
				from.noted, d.trouble = false, nil
				return nil
			}
		}
		if ctx.Err() == nil {
			if text := err.Error(); text != reported {
				d.onError(err)
				reported = text
			}
			d.trouble = err
		} else if d.trouble == nil {
			d.trouble = err
		}
		if d.failed != nil {
			d.failed()
		}
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
			pause = min(2*pause, maxPause)
		case <-ctx.Done():
			timer.Stop()
			return errors.Join(ctx.Err(), d.trouble)
		}
	}
}
