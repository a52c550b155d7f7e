package capture

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// A history is what a session has captured, as its reader sees it.
type history struct {
	t         testing.TB
	s         *Session
	r         *spool.Reader
	sites     map[uint32]SiteInfo
	workflows map[uint32]WorkflowInfo
	entries   []entry
}

// An entry is a captured task.
type entry struct {
	Task
	activity, workflow, stderr, parentName string
	used, generated                        map[string]any
}

// record starts a session with one workflow, both ended with the test.
func record(t testing.TB, c Config) *history {
	s := Open(c)
	w := s.StartWorkflow("w", "c")
	t.Cleanup(func() {
		w.Stop()
		s.Spool.Close()
	})
	return &history{t: t, s: s, r: s.Spool.NewReader(), sites: map[uint32]SiteInfo{}, workflows: map[uint32]WorkflowInfo{}}
}

// read takes what has been committed since, and returns the tasks in it.
func (h *history) read() []entry {
	h.t.Helper()
	h.entries = nil
	for h.r.Next(math.MaxInt64, h.add) {
	}
	h.r.Ack()
	return h.entries
}

func (h *history) add(e spool.Entry) bool {
	h.t.Helper()
	var err error
	switch e.Kind {
	case KindSite:
		n, info, bad := ParseSite(e.Data)
		h.sites[n], err = info, bad
	case KindWorkflow:
		n, info, bad := ParseWorkflow(e.Data)
		h.workflows[n], err = info, bad
	case KindTask:
		task, bad := ParseTask(e.Data)
		err = bad
		got := entry{
			Task: task, activity: h.sites[task.Site].Activity, workflow: h.workflows[task.Workflow].ID,
			used: h.values(task.UsedEntries, task.Used), generated: h.values(task.GeneratedEntries, task.GeneratedBytes),
		}
		for code, text := range task.Extras() {
			switch code {
			case ExtraStderr:
				got.stderr = string(text)
			case ExtraParent:
				got.parentName = string(text)
			}
		}
		h.entries = append(h.entries, got)
	}
	if err != nil {
		h.t.Errorf("entry of kind %d: %v", e.Kind, err)
	}
	return true
}

func (h *history) values(n int, encoded []byte) map[string]any {
	h.t.Helper()
	return decode(h.t, append(appendMapHead(nil, n), encoded...)).(map[string]any)
}

// lines says of each entry what activity it is of, and its parent's in brackets; in the order of the texts.
func (h *history) lines() []string {
	h.t.Helper()
	entries := h.read()
	var lines []string
	for _, e := range entries {
		parent := e.parentName
		if e.Parent != 0 {
			parent = fmt.Sprintf("unknown %x", e.Parent)
		}
		for _, p := range entries {
			if p.ID == e.Parent && p.Iteration == e.ParentIteration && p.Workflow == e.Workflow {
				parent = p.activity
			}
		}
		line := e.activity
		if parent != "" {
			line += " (" + parent + ")"
		}
		if e.Status == StatusError {
			line += ": " + e.stderr
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// wants compares lines.
func (h *history) wants(want ...string) {
	h.t.Helper()
	slices.Sort(want)
	if got := h.lines(); !slices.Equal(got, want) {
		h.t.Errorf("got %q, want %q", got, want)
	}
}

// sites of activities, one of each name.
var siteNamed = map[string]*Site{}

func init() {
	for _, name := range []string{"a", "b", "c", "d"} {
		siteNamed[name] = &Site{Activity: name, Func: "capture." + name}
	}
	siteNamed["light"] = &Site{Activity: "light", Func: "capture.light", Flags: Lightweight}
	siteNamed["observe"] = &Site{Activity: "observe", Func: "capture.observe", Flags: ObservePanics}
}

// call is a captured function, as flowcept-gen writes it, that runs body.
//
//go:noinline
func call(activity string, body func()) {
	if On() {
		var fc Record
		fc.Begin(siteNamed[activity])
		defer endCall(&fc)
	}
	if body != nil {
		body()
	}
}

// callContext is call with a context parameter.
//
//go:noinline
func callContext(ctx context.Context, activity string, body func(context.Context)) {
	if On() {
		var fc Record
		fc.BeginContext(siteNamed[activity], ctx)
		defer endCall(&fc)
	}
	if body != nil {
		body(ctx)
	}
}

func endCall(fc *Record) {
	if fc.Passing() {
		return
	}
	if p := recover(); p != nil {
		fc.Panicked(p)
		panic(p)
	}
	if fc.Exited() {
		return
	}
	fc.End()
}
