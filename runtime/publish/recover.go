package publish

import (
	"context"
	"errors"
	"math"
	"sync/atomic"
	"time"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A Resumer is a transport that can tell what it has of batches which another process was publishing when it ended. Before
// a batch, the place and its end are noted in the spool; Resume says which messages are behind that. From a transport that
// is none, such records come twice.
type Resumer interface {
	Place() uint64
	End(ctx context.Context) (int64, error)
	Resume(ctx context.Context, offset int64) (written func(msg []byte) bool, err error)
}

// note keeps in a spool where its next batch goes.
func note(ctx context.Context, s interface{ SetNote(spool.Note) error }, r Resumer) error {
	end, err := r.End(ctx)
	if err != nil {
		return err
	}
	return s.SetNote(spool.Note{Place: r.Place(), Offset: uint64(end)})
}

// resume asks what is there of an adopted spool already; written is nil where nothing can be. The note stays as it is
// until all of the spool is delivered, so that whoever adopts it after this process finds what both have written.
func resume(ctx context.Context, s *spool.Spool, r Resumer) (written func(msg []byte) bool, err error) {
	if n, ok := s.Note(); ok && n.Place == r.Place() {
		return r.Resume(ctx, int64(n.Offset))
	}
	return nil, note(ctx, s, r)
}

// RecoverOptions are the options of Recover. Zero fields take their defaults.
type RecoverOptions struct {
	BatchBytes int           // size at which a batch is sent, in bytes; DefaultBatchBytes if 0
	Patience   time.Duration // for a transport that accepts nothing; until ctx ends if 0
	OnError    func(error)   // hears of what goes wrong on the way, and of files that are no part of a spool
}

// Recovered is what has become of one spool.
type Recovered struct {
	Published uint64 // records that the transport has accepted
	Malformed uint64 // entries of which no record could be made; they are gone
}

// Recover publishes to a transport what a process that is gone has left in its spool, the directory at path, which is
// removed when nothing is left in it. The error is spool.ErrOwned where the process lives, or somebody else publishes the
// spool, and spool.ErrGone where somebody has. After any other error, what was not published is still there, for another attempt.
func Recover(ctx context.Context, path string, t Transport, opt RecoverOptions) (Recovered, error) {
	if opt.BatchBytes <= 0 {
		opt.BatchBytes = DefaultBatchBytes
	}
	if opt.OnError == nil {
		opt.OnError = func(error) {}
	}
	d := delivery{transport: t, batchBytes: opt.BatchBytes, onError: opt.OnError, patience: opt.Patience}
	var published atomic.Uint64
	err := d.adopt(ctx, path, &published)
	return Recovered{Published: published.Load(), Malformed: d.malformed.Load()}, err
}

// recoverLeft delivers what earlier processes have left.
func (p *Publisher) recoverLeft(ctx context.Context) {
	if p.opt.Recover == "" {
		return
	}
	if err := p.recoverDir(ctx, p.opt.Recover); err != nil && ctx.Err() == nil {
		p.opt.OnError(err)
	}
}

// recoverDir delivers the spools in a directory whose owners are gone.
func (p *Publisher) recoverDir(ctx context.Context, dir string) error {
	paths, failed := spool.Left(dir)
	for _, path := range paths {
		if ctx.Err() != nil {
			return errors.Join(failed, ctx.Err())
		}
		if err := p.adopt(ctx, path, &p.recovered); err != nil && !errors.Is(err, spool.ErrOwned) && !errors.Is(err, spool.ErrGone) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// adopt delivers the spool that a process which is gone has left in a directory.
func (d *delivery) adopt(ctx context.Context, path string, recovered *atomic.Uint64) error {
	s, damaged, err := spool.Adopt(path)
	if err != nil {
		return err
	}
	if damaged != nil {
		d.onError(damaged)
	}
	from := newSource(s)
	if r, ok := d.transport.(Resumer); ok {
		if from.written, err = resume(ctx, s, r); err != nil {
			return errors.Join(err, s.Release())
		}
	}
	var published atomic.Uint64
	for more := true; more; {
		if more, err = d.pass(ctx, from, math.MaxInt64, &published, recovered); err != nil {
			break
		}
	}
	return errors.Join(err, s.Release())
}
