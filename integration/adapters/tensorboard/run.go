package tensorboard

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A run is what the event files of one directory say.
type run struct {
	dir   string // relative to the log directory, with slashes
	files map[string]*file
	first string // the first file's name

	events      int
	start, last float64   // seconds since the epoch, of its events
	written     time.Time // when something was last written to its files
	scalars     map[string][]point
	params      map[string]any
	group       string
	session     struct{ start, end float64 }
	status      int // of the session's end; 0: none
}

type point struct {
	step        int64
	wall, value float64
	tensor      bool // it was written as one
}

func newRun(dir string) *run {
	return &run{dir: dir, files: map[string]*file{}, scalars: map[string][]point{}}
}

// read takes the events that have been added to a file. When that was is what the file system says, and not the events: their
// clock may be another machine's. A system that sets a file's time only when it is closed says less than what is seen.
func (r *run) read(path string) error {
	name := filepath.Base(path)
	f := r.files[name]
	if f == nil {
		f = &file{path: path}
		r.files[name] = f
		r.first = slices.Min(slices.Collect(maps.Keys(r.files)))
	}
	before := f.offset
	if info, err := os.Stat(path); err == nil && info.ModTime().After(r.written) {
		r.written = info.ModTime()
	}
	err := f.read(r.add)
	if before > 0 && f.offset > before {
		r.written = time.Now()
	}
	return err
}

func (r *run) add(record []byte) error {
	e, err := parseEvent(record)
	if err != nil {
		return err
	}
	r.events++
	if r.start == 0 || e.wall < r.start {
		r.start = e.wall
	}
	r.last = max(r.last, e.wall)
	for _, v := range e.values {
		switch {
		case v.hparams != nil && v.hparams.params != nil:
			r.params, r.group, r.session.start = v.hparams.params, v.hparams.group, v.hparams.start
		case v.hparams != nil && v.hparams.status != 0:
			r.status, r.session.end = v.hparams.status, v.hparams.end
		case v.scalar:
			r.scalars[v.tag] = append(r.scalars[v.tag], point{e.step, e.wall, v.number, v.tensor})
		}
	}
	return nil
}

func (r *run) empty() bool { return len(r.scalars) == 0 && r.params == nil }

// wanted tells whether the run is one of those to record.
func (r *run) wanted(o *Options) bool {
	if slices.Contains(o.LogMetrics, "*") {
		return true
	}
	for tag := range r.scalars {
		if adapters.Match(o.LogMetrics, tag) {
			return true
		}
	}
	return false
}

// The statuses of HParams' sessions.
const (
	sessionSucceeded = 1
	sessionFailed    = 2
	sessionRunning   = 3
)

// ended tells whether the run has ended: its session says so, or it is quiet.
func (r *run) ended(quiet time.Duration) bool {
	return r.status == sessionSucceeded || r.status == sessionFailed || time.Since(r.written) > quiet
}

// state names the run as it stands.
func (r *run) state(quiet time.Duration) string {
	return fmt.Sprintf("%s@%d %t", r.id(), r.events, r.ended(quiet))
}

func (r *run) id() string { return path.Join(r.dir, r.first) }

func (r *run) task(o *Options) *prov.Task {
	generated, history := map[string]any{}, map[string]any{}
	for tag, points := range r.scalars {
		kind := tagScalars
		if points[0].tensor {
			kind = tagTensors
		}
		if !slices.Contains(o.LogTags, kind) {
			continue
		}
		slices.SortStableFunc(points, func(a, b point) int { return cmp.Compare(a.step, b.step) })
		generated[tag] = points[len(points)-1].value
		if few := adapters.Thin(points, o.MaxHistory); len(points) > 1 && len(few) > 0 {
			var steps, walls, values []any
			for _, p := range few {
				steps, walls, values = append(steps, p.step), append(walls, p.wall), append(values, p.value)
			}
			history[tag] = map[string]any{"step": steps, "timestamp": walls, "value": values}
		}
	}
	meta := map[string]any{"run": r.dir, "log_path": o.Dir, "event_file": r.first}
	if len(history) > 0 {
		meta["metric_history"] = history
	}
	t := &prov.Task{TaskID: r.id(), ActivityID: r.activity(o), StartedAt: r.start, EndedAt: r.last, Status: prov.StatusFinished}
	used := maps.Clone(r.params)
	if used == nil {
		used = map[string]any{}
	}
	for key, to := range map[string]*string{"workflow_id": &t.WorkflowID, "activity_id": &t.ActivityID} {
		if text, ok := used[key].(string); ok {
			*to = text
			delete(used, key)
		}
	}
	if r.session.start > 0 {
		t.StartedAt = r.session.start
	}
	switch {
	case r.status == sessionFailed:
		t.Status, t.Stderr = prov.StatusError, "the session has failed"
	case !r.ended(o.Quiet):
		t.Status, t.EndedAt = prov.StatusRunning, 0
	}
	if r.session.end > 0 {
		t.EndedAt = r.session.end
	}
	if !slices.Contains(o.LogTags, tagParams) {
		used = map[string]any{}
	}
	t.Used, t.CustomMetadata = adapters.Fields(used), adapters.Fields(meta)
	if len(generated) > 0 {
		t.Generated = adapters.Fields(generated)
	}
	return t
}

// activity is the session's group, else the log directory's name.
func (r *run) activity(o *Options) string {
	if r.group != "" {
		return r.group
	}
	return filepath.Base(o.Dir)
}
