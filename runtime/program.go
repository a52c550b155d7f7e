package flowcept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/settings"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A Program is one that this process starts, that captures into a spool, and that starts no workflow of its own: this
// process keeps a workflow around it and publishes what it writes, while it writes it. For flowcept-gen.
type Program struct {
	w      *Workflow
	group  *spool.Group
	cancel context.CancelFunc
	begun  chan error // one value, when the watch has ended
}

// programPoll is how often it is looked whether the program captures. One that has a spool may still find, while it is
// being initialised, that it starts a workflow itself, and give the spool up: it has this time for it.
const (
	programPoll    = 10 * time.Millisecond
	programSettles = 200 * time.Millisecond
)

// BeginProgram prepares for a program of that name. The error is that of Start. The workflow has its records only if the
// program captures: one that does not, or that starts a workflow itself, is left to itself.
func BeginProgram(ctx context.Context, name string) (*Program, error) {
	c := workflowConfig{name: name, campaign: os.Getenv(capture.CampaignEnv)}
	w := newWorkflow(&c)
	rec, err := acquire(&c)
	if err != nil || rec == nil {
		return nil, err
	}
	dir := rec.session.Spool.Dir()
	if dir == "" {
		return nil, errors.Join(errors.New("flowcept: there is no directory for a spool"), rec.release(ctx))
	}
	p := &Program{w: w, begun: make(chan error, 1)}
	if p.group, err = spool.OpenGroup(filepath.Dir(dir)); err != nil {
		return nil, errors.Join(fmt.Errorf("flowcept: spool: %w", err), rec.release(ctx))
	}
	w.record.StartedAt = prov.Seconds(time.Now())
	w.rec = rec
	watching, cancel := context.WithCancel(ctx)
	p.cancel = cancel
	go func() { p.begun <- p.watch(watching) }()
	return p, nil
}

// Env is the environment that makes a program, if it is instrumented, capture for this process.
func (p *Program) Env() []string {
	if p == nil {
		return []string{"FLOWCEPT=off"}
	}
	s := p.w.rec.settings
	test := strings.HasSuffix(strings.TrimSuffix(p.w.record.Name, ".exe"), ".test")
	return []string{
		capture.SpoolEnv + "=" + p.group.Path,
		capture.WorkflowEnv + "=" + p.w.id,
		capture.CampaignEnv + "=" + p.w.campaign,
		capture.ProgramEnv + "=" + capture.ProgramSettings{
			Limits: limits(&s.Go.Values), NoParents: !s.Go.Parents, MaxBytes: s.Go.Spool.MaxBytes,
			Block: s.Go.Spool.OnFull == settings.OnFullBlock, Leave: !test,
		}.String(),
	}
}

// watch waits for the program's first spool and has it published from then on.
func (p *Program) watch(ctx context.Context) error {
	poll := time.NewTicker(programPoll)
	defer poll.Stop()
	seen := map[string]time.Time{}
	for {
		found, err := p.group.Spools()
		if err != nil {
			return err
		}
		now := time.Now()
		for _, dir := range found {
			if first, ok := seen[dir]; !ok {
				seen[dir] = now
			} else if now.Sub(first) >= programSettles {
				return p.begin(ctx)
			}
		}
		select {
		case <-poll.C:
		case <-ctx.Done():
			if found, err = p.group.Spools(); err != nil || len(found) == 0 {
				return err
			}
			return p.begin(context.WithoutCancel(ctx))
		}
	}
}

// begin sends the workflow's opening record and has the program's spools published from then on.
func (p *Program) begin(ctx context.Context) error {
	w := p.w
	w.rec.enrich(ctx, &w.record)
	w.record.CodeRepository = nil // what this process was built from is not what the program was built from
	w.record.InterceptorIDs = []string{w.rec.interceptor}
	w.send(w.rec, prov.StatusRunning)
	if w.wf = w.rec.session.StartWorkflow(w.id, w.campaign); w.wf == nil {
		return errors.New("flowcept: no room for the workflow in the spool")
	}
	return w.rec.publisher.Watch(context.WithoutCancel(ctx), p.group)
}

// End says that the program has ended. It waits until everything that the program has captured is where the settings send
// it, or until ctx ends; the error says what is not, and where it is kept.
func (p *Program) End(ctx context.Context, failed bool) error {
	if p == nil {
		return nil
	}
	p.cancel()
	err := <-p.begun
	w := p.w
	switch {
	case w.wf == nil:
		err = errors.Join(err, w.rec.release(ctx))
	default:
		w.failed.Store(failed)
		err = errors.Join(err, w.rec.publisher.Flush(ctx))
		w.watched = true
		err = errors.Join(err, w.Stop(ctx))
	}
	left, _ := p.group.Spools()
	if len(left) > 0 && err != nil {
		err = fmt.Errorf("flowcept: what is not delivered is kept in %s for the next run: %w", p.group.Path, err)
	}
	return errors.Join(err, p.group.Close())
}
