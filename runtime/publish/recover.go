package publish

import (
	"context"
	"errors"
	"math"
	"sync/atomic"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A Resumer is a transport that can tell what it has of a batch which another process was publishing when it ended, and
// where: an offset that the process noted in its spool. From a transport that is none, such records come twice.
type Resumer interface {
	Resume(ctx context.Context, offset int64) (written func(msg []byte) bool, err error)
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
		if err := p.adopt(ctx, path); err != nil && !errors.Is(err, spool.ErrOwned) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// adopt delivers the spool that a process which is gone has left in a directory.
func (p *Publisher) adopt(ctx context.Context, path string) error {
	s, damaged, err := spool.Adopt(path)
	if err != nil {
		return err
	}
	if damaged != nil {
		p.opt.OnError(damaged)
	}
	from := newSource(s)
	if r, ok := p.transport.(Resumer); ok {
		if at, ok := s.Note(); ok {
			if from.written, err = r.Resume(ctx, int64(at)); err != nil {
				return errors.Join(err, s.Release())
			}
		}
	}
	var published atomic.Uint64
	for more := true; more; {
		if more, err = p.pass(ctx, from, math.MaxInt64, &published, &p.recovered); err != nil {
			break
		}
	}
	return errors.Join(err, s.Release())
}
