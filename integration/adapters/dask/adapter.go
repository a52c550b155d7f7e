package dask

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Options says what to observe. Zero values are the defaults.
type Options struct {
	Name          string        // of the adapter; "dask"
	Address       string        // of the scheduler; "tcp://127.0.0.1:8786"
	SchedulerFile string        // takes the place of Address
	TLS           *tls.Config   // for addresses that begin with tls://
	Interval      time.Duration // between two questions; 100 ms
	StatePath     string        // keeps which task was sent last; "": only in memory
	OnError       func(error)   // hears of what goes wrong and is tried again
}

// As a database driver registers itself: nothing but being imported says that a program wants it.
func init() {
	adapters.Register("dask", func(c adapters.Config) (adapters.Adapter, error) {
		o := Options{Name: c.Section.Name, OnError: c.OnError}
		secured, err := adapters.TLS(c)
		err = errors.Join(err, c.Section.Read("address", &o.Address), c.Section.Read("scheduler_file", &o.SchedulerFile),
			c.Section.Read("watch_interval_sec", &o.Interval))
		if err == nil && o.Address != "" {
			_, _, err = place(o.Address)
		}
		if err != nil {
			return nil, err
		}
		o.TLS = secured
		o.StatePath, err = c.StatePath(o.Address + "\x00" + o.SchedulerFile)
		return New(o), err
	})
}

// An Adapter observes one scheduler.
type Adapter struct {
	opt  Options
	last cursor
}

// A cursor is the task that was sent last.
type cursor struct{ Scheduler, Task string }

// New makes an adapter. It touches nothing yet.
func New(o Options) *Adapter {
	if o.Name == "" {
		o.Name = "dask"
	}
	if o.Address == "" {
		o.Address = "tcp://127.0.0.1:8786"
	}
	if o.Interval <= 0 {
		o.Interval = 100 * time.Millisecond
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	return &Adapter{opt: o}
}

// Name is the adapter_id of the tasks.
func (a *Adapter) Name() string { return a.opt.Name }

// Observe emits the tasks that end, and those that the scheduler still knows, until ctx ends.
func (a *Adapter) Observe(ctx context.Context, emit func(prov.Record) error) error {
	if err := a.load(); err != nil {
		return err
	}
	var c *conn
	defer func() { c.close() }()
	said := ""
	return adapters.Poll(ctx, a.opt.Interval, a.opt.OnError, func(ctx context.Context) error {
		var err error
		if c == nil {
			c, err = connect(ctx, a.opt)
		}
		if err == nil {
			err = a.look(ctx, c, emit)
		}
		if err == nil {
			said = ""
			return nil
		}
		c.close()
		c = nil
		// Said here and not returned: a scheduler that is started anew keeps no tasks before it is asked, and may live no
		// longer than a script, so that Poll's growing distances would lose some.
		if ctx.Err() == nil && err.Error() != said {
			said = err.Error()
			a.opt.OnError(err)
		}
		return nil
	})
}

// look emits the tasks behind the last one, which is searched for in ever longer ends of the stream.
func (a *Adapter) look(ctx context.Context, c *conn, emit func(prov.Record) error) error {
	if a.last.Scheduler != c.scheduler {
		a.last = cursor{Scheduler: c.scheduler}
	}
	for count := 16; ; count *= 8 {
		answer, err := c.ask(ctx, map[string]any{"op": "get_task_stream", "count": count})
		if err != nil {
			return err
		}
		list, ok := answer.([]any)
		if !ok {
			return fmt.Errorf("get_task_stream: %.300v", answer)
		}
		from := -1
		for i := len(list) - 1; i >= 0 && from < 0; i-- {
			if e, ok := list[i].(map[string]any); ok && identity(c.scheduler, e) == a.last.Task {
				from = i
			}
		}
		if from < 0 && len(list) == count {
			continue
		}
		return a.send(c, list[from+1:], emit)
	}
}

func (a *Adapter) send(c *conn, list []any, emit func(prov.Record) error) error {
	sent := a.last
	var err error
	for _, v := range list {
		e, ok := v.(map[string]any)
		if !ok {
			continue
		}
		if err = emit(a.opt.task(c, e)); err != nil {
			break
		}
		a.last.Task = identity(c.scheduler, e)
	}
	if a.last != sent {
		err = errors.Join(err, a.save())
	}
	return err
}

func (a *Adapter) load() error {
	if a.opt.StatePath == "" {
		return nil
	}
	b, err := os.ReadFile(a.opt.StatePath)
	if err == nil {
		err = json.Unmarshal(b, &a.last)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("adapter's state: %s: %w", a.opt.StatePath, err)
	}
	return nil
}

func (a *Adapter) save() error {
	if a.opt.StatePath == "" {
		return nil
	}
	b, err := json.Marshal(a.last)
	err = errors.Join(err, os.MkdirAll(filepath.Dir(a.opt.StatePath), 0o700))
	if err == nil {
		err = os.WriteFile(a.opt.StatePath+".new", b, 0o600)
	}
	if err == nil {
		err = os.Rename(a.opt.StatePath+".new", a.opt.StatePath)
	}
	if err != nil {
		return fmt.Errorf("adapter's state: %w", err)
	}
	return nil
}
