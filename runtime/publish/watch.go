package publish

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"slices"
	"time"

	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// watchInterval is how often the spools of a group are looked at.
const watchInterval = 100 * time.Millisecond

// A watch is a group of spools that other processes write to and this publisher delivers. But for ran it is the
// publisher's goroutine's.
type watch struct {
	group *spool.Group
	every *time.Ticker
	open  map[string]*watched        // by path
	ran   map[string][]prov.Activity // of spools that are gone, by workflow; guarded by delivery.mu
}

type watched struct {
	*source
	spool *spool.Attachment
}

// Watch delivers from now on what the programs of a group write to their spools, while they write it. What is there when
// the publisher is closed stays there.
func (p *Publisher) Watch(ctx context.Context, g *spool.Group) error {
	return p.ask(ctx, &request{watch: g})
}

// Ran are the activities that were seen of a workflow in watched spools.
func (p *Publisher) Ran(workflowID string) []prov.Activity {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.watch == nil {
		return nil
	}
	all := slices.Clone(p.watch.ran[workflowID])
	for _, w := range p.watch.open {
		all = append(all, w.composer.activitiesOf(workflowID)...)
	}
	return distinct(all)
}

// beginWatch takes a group over.
func (p *Publisher) beginWatch(g *spool.Group) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watch = &watch{g, time.NewTicker(watchInterval), map[string]*watched{}, map[string][]prov.Activity{}}
}

// looks is when to look at the spools next; nil where there are none.
func (w *watch) looks() <-chan time.Time {
	if w == nil {
		return nil
	}
	return w.every.C
}

// drainWatched delivers what the programs have committed.
func (p *Publisher) drainWatched(ctx context.Context) error {
	if p.watch == nil {
		return nil
	}
	paths, err := p.watch.group.Spools()
	if err != nil {
		return err
	}
	for _, path := range paths {
		if err := p.drainOther(ctx, path); err != nil {
			return err
		}
	}
	return nil
}

// drainOther delivers what is in one program's spool, and removes it where the program is gone.
func (p *Publisher) drainOther(ctx context.Context, path string) error {
	w, err := p.attach(path)
	if w == nil || err != nil {
		return err
	}
	alive := w.spool.Alive()
	if err := w.spool.Refresh(); err != nil {
		p.onError(err)
	}
	for more := true; more; {
		if more, err = p.pass(ctx, w.source, math.MaxInt64, &p.others, &p.recovered); err != nil {
			return err
		}
	}
	if alive {
		return nil
	}
	p.detach(path, w)
	err = p.adopt(ctx, path, &p.recovered)
	if errors.Is(err, spool.ErrOwned) || errors.Is(err, spool.ErrGone) {
		return nil
	}
	return err
}

// attach opens a program's spool; nil where somebody else has it, or its program has removed it.
func (p *Publisher) attach(path string) (*watched, error) {
	if w := p.watch.open[path]; w != nil {
		return w, nil
	}
	a, err := spool.Attach(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, spool.ErrOwned) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	w := &watched{&source{reader: a.NewReader(), composer: NewComposer()}, a}
	w.note = p.notes(a)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watch.open[path] = w
	return w, nil
}

// detach closes a program's spool and keeps what is to be said of it.
func (p *Publisher) detach(path string, w *watched) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.watch.open, path)
	for _, id := range w.composer.workflowIDs() {
		p.watch.ran[id] = append(p.watch.ran[id], w.composer.activitiesOf(id)...)
	}
	if err := w.spool.Close(); err != nil {
		p.onError(err)
	}
}

// endWatch closes the spools that are open still.
func (p *Publisher) endWatch() {
	if p.watch == nil {
		return
	}
	p.watch.every.Stop()
	for path, w := range p.watch.open {
		p.detach(path, w)
	}
}
