package tensorboard

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters"
)

// Options says what to observe. Zero values are the defaults.
type Options struct {
	Name       string        // of the adapter; "tensorboard"
	Dir        string        // the log directory; "tensorboard_events"
	LogTags    []string      // what of a run is recorded: hparams (used), scalars and tensors (generated); all
	LogMetrics []string      // a run is recorded where it has one of these scalars, in which * stands for anything; each run is
	Interval   time.Duration // between two looks; 5 s
	Quiet      time.Duration // a run that nothing was written to for so long has ended; a minute
	MaxHistory int           // points of a scalar's history in a record; 1000, negative: none
	StatePath  string        // file that keeps which runs were sent; "": only as long as the adapter runs

	OnError func(error) // hears of what goes wrong and is tried again
}

// As a database driver registers itself: nothing but being imported says that a program wants it.
func init() {
	adapters.Register("tensorboard", func(c adapters.Config) (adapters.Adapter, error) {
		o := Options{Name: c.Section.Name, OnError: c.OnError}
		var errs []error
		for _, key := range []struct {
			name string
			into any
		}{
			{"file_path", &o.Dir}, {"log_tags", &o.LogTags}, {"log_metrics", &o.LogMetrics}, {"watch_interval_sec", &o.Interval}, {"quiet_sec", &o.Quiet},
			{"max_history", &o.MaxHistory},
		} {
			errs = append(errs, c.Section.Read(key.name, key.into))
		}
		if err := errors.Join(errs...); err != nil {
			return nil, err
		}
		a, err := New(o)
		if err != nil {
			return nil, err
		}
		a.opt.StatePath, err = c.StatePath(a.opt.Dir)
		return a, err
	})
}

// What may be recorded of a run. Older writers write scalars as such, TensorFlow writes them as tensors.
var tags = []string{tagScalars, tagParams, tagTensors}

const (
	tagScalars = "scalars"
	tagParams  = "hparams"
	tagTensors = "tensors"
)

// New makes an adapter. The directory need not be there yet.
func New(o Options) (*Adapter, error) {
	if o.Name == "" {
		o.Name = "tensorboard"
	}
	if o.Dir == "" {
		o.Dir = "tensorboard_events"
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("tensorboard: %w", err)
	}
	o.Dir = dir
	for _, tag := range o.LogTags {
		if !slices.Contains(tags, tag) {
			return nil, adapters.Wrong("log_tags", "want some of %s, got %q", strings.Join(tags, ", "), tag)
		}
	}
	if len(o.LogTags) == 0 {
		o.LogTags = tags
	}
	if len(o.LogMetrics) == 0 {
		o.LogMetrics = []string{"*"}
	}
	if o.Interval <= 0 {
		o.Interval = 5 * time.Second
	}
	if o.Quiet <= 0 {
		o.Quiet = time.Minute
	}
	if o.MaxHistory == 0 {
		o.MaxHistory = 1000
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
	return &Adapter{opt: o, runs: map[string]*run{}}, nil
}
