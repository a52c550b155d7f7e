package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/settings"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

const recoverAbout = `publishes the spools that programs which are gone have left behind, without waiting for the next run of one.

Spools are looked for at and below each DIR; without one, where programs with these settings keep theirs. The records
go where the settings send them: to the topic (project.db_flush_mode: online) or to the file, which is appended to. What
is published is removed, what cannot be stays, and spools of living programs are left alone.`

func recoverSpools(ctx context.Context, flags *flag.FlagSet, std streams) func(*settings.Settings) error {
	to := flags.String("to", "", "publish to `DESTINATION`, whatever the settings' mode: kafka, the settings' topic, or the path of a file; needs a DIR")
	patience := flags.Duration("timeout", 30*time.Second, "how long brokers may accept nothing before a spool is left as it is")
	return func(s *settings.Settings) error {
		dirs := flags.Args()
		if *to != "" {
			if len(dirs) == 0 {
				return fmt.Errorf("%w: -to needs a DIR: without one only what the settings' destination is owed is looked for", errUsage)
			}
			if err := redirect(s, *to); err != nil {
				return err
			}
		}
		r := recovered{std: std, seen: map[string]bool{}}
		err := flowcept.Recover(ctx, s, flowcept.RecoverOptions{
			Dirs: dirs, Patience: *patience, Each: r.spool,
			OnError: func(err error) { fmt.Fprintln(std.err, err) },
		})
		r.sum(s, len(dirs) == 0)
		return err
	}
}

// redirect makes the settings send records to a destination.
func redirect(s *settings.Settings, to string) error {
	if to == "kafka" {
		if err := s.CheckTransport("-to kafka was given"); err != nil {
			return err
		}
		s.Project.DBFlushMode, s.Project.DumpBuffer.Enabled = settings.Online, false
		return nil
	}
	s.Project.DBFlushMode, s.Project.DumpBuffer = settings.Offline, settings.DumpBuffer{Enabled: true, Path: to}
	return nil
}

// recovered says what becomes of the spools.
type recovered struct {
	std       streams
	seen      map[string]bool
	published uint64
	spools    int
}

// spool tells of one spool.
func (r *recovered) spool(s flowcept.RecoveredSpool) {
	r.seen[s.Path] = true
	if s.Alive {
		fmt.Fprintf(r.std.out, "%s: in use by a living process, left alone\n", s.Path)
		return
	}
	r.published += s.Published
	fmt.Fprintf(r.std.out, "%s: %d records to %s", s.Path, s.Published, s.Destination)
	if s.Lost > 0 {
		fmt.Fprintf(r.std.out, ", %d lost", s.Lost)
	}
	switch {
	case s.Err == nil:
		r.spools++
		fmt.Fprintln(r.std.out)
	case errors.Is(s.Err, context.DeadlineExceeded):
		fmt.Fprintln(r.std.out, "; the rest is still there: it was not accepted in time")
	default:
		fmt.Fprintf(r.std.out, "; the rest is still there: %v\n", s.Err)
	}
}

// sum tells of all of them, and of those that were left out because they are meant for elsewhere.
func (r *recovered) sum(s *settings.Settings, others bool) {
	fmt.Fprintf(r.std.out, "%d records of %d spools published\n", r.published, r.spools)
	if !others || s.Go.Spool.Dir == "" {
		return
	}
	all, _ := spool.Find(s.Go.Spool.Dir) // where there is no such directory there are no others
	n := 0
	for _, path := range all {
		if !r.seen[path] && spool.Abandoned(path) {
			n++
		}
	}
	if n > 0 {
		fmt.Fprintf(r.std.err, "%d spools in %s were left by programs that sent their records elsewhere: name the directory to publish them too\n", n, s.Go.Spool.Dir)
	}
}
