package mlflow

import (
	"errors"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// Options says what to observe. Zero values are the defaults.
type Options struct {
	Name        string        // of the adapter; "mlflow"
	FilePath    string        // the SQLite store; "mlflow.db"
	TrackingURI string        // http, https or sqlite; takes the place of FilePath
	LogParams   []string      // names of parameters, in which * stands for anything; all
	LogMetrics  []string      // the same of metrics
	Interval    time.Duration // between two looks; a second
	MaxHistory  int           // points of a metric's history in a record; 1000, negative: none
	NoArtifacts bool          // no objects for artifacts
	StatePath   string        // file that keeps which runs were sent; "": only as long as the adapter runs

	Username string
	Password settings.Secret
	Token    settings.Secret

	OnError func(error) // hears of what goes wrong and is tried again
}

// As a database driver registers itself: nothing but being imported says that a program wants it.
func init() {
	adapters.Register("mlflow", func(c adapters.Config) (adapters.Adapter, error) {
		o, err := fromSettings(c)
		if err != nil {
			return nil, err
		}
		return New(o)
	})
}

func fromSettings(c adapters.Config) (Options, error) {
	o := Options{Name: c.Section.Name, OnError: c.OnError}
	artifacts := true
	var errs []error
	for _, key := range []struct {
		name string
		into any
	}{
		{"file_path", &o.FilePath}, {"tracking_uri", &o.TrackingURI}, {"log_params", &o.LogParams}, {"log_metrics", &o.LogMetrics},
		{"watch_interval_sec", &o.Interval}, {"max_history", &o.MaxHistory}, {"artifacts", &artifacts},
		{"username", &o.Username}, {"password", &o.Password}, {"token", &o.Token},
	} {
		errs = append(errs, c.Section.Read(key.name, key.into))
	}
	o.NoArtifacts = !artifacts
	if err := errors.Join(errs...); err != nil {
		return o, err
	}
	o.defaults()
	source, err := o.source()
	if err != nil {
		return o, err
	}
	o.StatePath, err = c.StatePath(source)
	return o, err
}

func (o *Options) defaults() {
	if o.Name == "" {
		o.Name = "mlflow"
	}
	if o.FilePath == "" {
		o.FilePath = "mlflow.db"
	}
	if o.LogParams == nil {
		o.LogParams = []string{"*"}
	}
	if o.LogMetrics == nil {
		o.LogMetrics = []string{"*"}
	}
	if o.Interval <= 0 {
		o.Interval = time.Second
	}
	if o.MaxHistory == 0 {
		o.MaxHistory = 1000
	}
	if o.OnError == nil {
		o.OnError = func(error) {}
	}
}

// source is the address of a server, or the absolute path of a file.
func (o *Options) source() (string, error) {
	if path, ok := strings.CutPrefix(o.TrackingURI, "sqlite:///"); ok {
		return filepath.Abs(path)
	}
	if o.TrackingURI == "" {
		return filepath.Abs(o.FilePath)
	}
	u, err := url.Parse(o.TrackingURI)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", adapters.Wrong("tracking_uri", "want http://…, https://… or sqlite:///…, got %q", o.TrackingURI)
	}
	return strings.TrimRight(u.String(), "/"), nil
}

func (o *Options) server() bool {
	return strings.HasPrefix(o.TrackingURI, "http://") || strings.HasPrefix(o.TrackingURI, "https://")
}
