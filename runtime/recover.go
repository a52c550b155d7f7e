package flowcept

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

// RecoverOptions say which spools Recover publishes, and where to.
type RecoverOptions struct {
	// Dirs are directories at or below which spools are looked for. Without any it is where programs with the same
	// settings, which send to the same place, keep theirs.
	Dirs []string

	// Patience is how long a transport may accept nothing before a spool is left as it is; without one it is waited for
	// until the context ends.
	Patience time.Duration

	// Each hears of each spool when Recover is through with it, OnError of what goes wrong on the way.
	Each    func(RecoveredSpool)
	OnError func(error)
}

// RecoveredSpool is what has become of one spool.
type RecoveredSpool struct {
	Path        string
	Destination string // "kafka:broker/topic", "file:path", or "files:path" for one file a workflow
	Published   uint64 // records that are at the destination now
	Lost        uint64 // entries that could not be read, and records that the destination cannot take; both are reported
	Alive       bool   // its process lives, which publishes it; it was left alone
	Err         error  // why it is still there
}

// Recover publishes what processes that are gone have left in their spools to where the settings send records: to the
// topic, or to the file, which is appended to. A spool that is published is removed, so that nothing comes twice when
// Recover is called again; one that could not be published stays, and the error says so.
//
// A record is in a file once, even where its process was killed while it wrote the file. On a topic it may come twice
// where the process was killed, or Recover is, while it published; readers tell such records by their ids.
func Recover(ctx context.Context, s *settings.Settings, opt RecoverOptions) error {
	if s.Off {
		return errors.New("flowcept: switched off by FLOWCEPT=off, which leaves no settings to say where records go")
	}
	r := recovery{opt: opt}
	if r.opt.OnError == nil {
		r.opt.OnError = func(error) {}
	}
	kept := *s
	kept.Project.DumpBuffer.DeletePreviousFile = false
	from := sender{&kept, hostname() + "-" + strconv.Itoa(os.Getpid()), r.refuse}
	var err error
	if r.to, err = from.destination(); err != nil {
		return prefixed(err)
	}
	r.dir, _ = spoolDirOf(s, r.to)
	if err = r.run(ctx); err != nil {
		return prefixed(err)
	}
	return nil
}

// A recovery is one call of Recover.
type recovery struct {
	opt  RecoverOptions
	to   *destination
	into publish.Transport // to's, opened where there is something for it
	dir  string            // where the spools of the destination are
	lost uint64            // messages of the spool that is being published
}

func (r *recovery) run(ctx context.Context) error {
	paths, failed := r.find()
	if len(paths) == 0 {
		return failed
	}
	var err error
	if r.into, err = r.to.open(); err != nil {
		return errors.Join(failed, err)
	}
	left := 0
	for _, path := range paths {
		one := r.one(ctx, path)
		if one.Err != nil {
			left++
		}
		if r.opt.Each != nil {
			r.opt.Each(one)
		}
	}
	if left > 0 {
		failed = errors.Join(failed, fmt.Errorf("%d of %d spools could not be published and are still there", left, len(paths)))
	}
	return errors.Join(failed, r.into.Close())
}

// find lists the spools.
func (r *recovery) find() (paths []string, failed error) {
	if len(r.opt.Dirs) == 0 {
		return spool.Left(r.dir)
	}
	for _, dir := range r.opt.Dirs {
		abs, err := filepath.Abs(dir)
		if err == nil {
			var found []string
			found, err = spool.Find(abs)
			paths = append(paths, found...)
		}
		failed = errors.Join(failed, err)
	}
	slices.Sort(paths)
	return slices.Compact(paths), failed
}

// one publishes one spool.
func (r *recovery) one(ctx context.Context, path string) RecoveredSpool {
	r.lost = 0
	got, err := publish.Recover(ctx, path, r.into, publish.RecoverOptions{
		Patience: r.opt.Patience,
		OnError:  r.opt.OnError,
	})
	refused := min(r.lost, got.Published)
	one := RecoveredSpool{Path: path, Destination: r.to.name, Published: got.Published - refused, Lost: got.Malformed + refused, Err: err}
	switch {
	case errors.Is(err, spool.ErrOwned):
		one.Alive, one.Err = true, nil
	case errors.Is(err, spool.ErrGone):
		one.Err = nil
	}
	if one.Err == nil && filepath.Dir(path) == r.dir {
		_ = os.Remove(r.dir) // where another spool is in it, it stays
	}
	return one
}

func (r *recovery) refuse(_ []byte, err error) {
	r.lost++
	r.opt.OnError(err)
}
