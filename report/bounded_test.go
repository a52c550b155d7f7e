package report

import (
	"fmt"
	"runtime"
	"testing"
)

// churn adds tasks of a parent that comes last, all of them different in id and values.
func churn(s *Summary, tasks int) {
	for i := range tasks {
		start := 1000 + float64(i)
		s.Add(map[string]any{
			"type": "task", "task_id": fmt.Sprint("t", i), "parent_task_id": "root", "workflow_id": "w", "activity_id": "step",
			"status": "FINISHED", "started_at": start, "ended_at": start + float64(i%1000)/1000,
			"used":             map[string]any{"i": int64(i), "name": fmt.Sprint("n", i)},
			"telemetry_at_end": map[string]any{"cpu": map[string]any{"percent_all": float64(i % 100)}},
		})
	}
	s.Add(map[string]any{
		"type": "task", "task_id": "root", "workflow_id": "w", "activity_id": "all", "status": "FINISHED",
		"started_at": 999.0, "ended_at": 2000 + float64(tasks),
	})
}

func heapOf(tasks int) (s *Summary, bytes int64) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s = new(Summary)
	churn(s, tasks)
	runtime.GC()
	runtime.ReadMemStats(&after)
	return s, int64(after.HeapAlloc) - int64(before.HeapAlloc)
}

func TestMemoryDoesNotGrowWithTheRecords(t *testing.T) {
	few, small := heapOf(20_000)
	many, large := heapOf(200_000)
	if large > small+small/2 {
		t.Errorf("got %d bytes kept of 200,000 records and %d of 20,000, want about the same", large, small)
	}
	step := many.Activity("step")
	if step.Tasks != 200_000 || !step.Sampled() || few.Activity("all").Sampled() {
		t.Errorf("got %d tasks, sampled %v, want 200000, sampled", step.Tasks, step.Sampled())
	}
	if got := step.Median(); got < 0.4 || got > 0.6 {
		t.Errorf("got median %v of durations spread evenly from 0 to 1 s, want about 0.5", got)
	}
	if got := len(many.Kept()); got != maxLongest {
		t.Errorf("got %d tasks kept, want %d", got, maxLongest)
	}
	roots := many.Tree("w")
	if len(roots) != 1 || roots[0].Task.ID != "root" || len(roots[0].Children) != maxAlike+1 {
		t.Fatalf("got a tree of %d tops, want the parent that came last, with %d children and the rest as one", len(roots), maxAlike)
	}
	if rest := roots[0].Children[maxAlike]; rest.Task != nil || rest.More != maxLongest-1-maxAlike {
		t.Errorf("got %+v for the rest, want %d more", rest, maxLongest-1-maxAlike)
	}
	if points := len(many.Resources.Curves()[0].Points()); points > maxPoints || points < maxPoints/2 {
		t.Errorf("got %d points of a curve, want from %d to %d", points, maxPoints/2, maxPoints)
	}
}

func TestSomeOfEachIsListedAndTheRestCounted(t *testing.T) {
	var s Summary
	for i := range maxActivities + 10 {
		id := fmt.Sprint(i)
		s.Add(map[string]any{"type": "task", "task_id": id, "activity_id": "a" + id, "workflow_id": "w" + id, "status": "ERROR", "stderr": "no " + id})
	}
	if got := len(s.Activities()); got != maxActivities {
		t.Errorf("got %d activities, want %d", got, maxActivities)
	}
	if s.Untold != s.Failed-maxFailures {
		t.Errorf("got %d failed tasks whose message is not listed, want all beyond %d", s.Untold, maxFailures)
	}
	if s.Unlisted != 10 || s.Failed != maxActivities+10 || len(s.Failures) != maxFailures {
		t.Errorf("got %d unlisted, %d failed, %d messages, want 10, %d, %d", s.Unlisted, s.Failed, len(s.Failures), maxActivities+10, maxFailures)
	}
}

// What failed is what one looks for: it is kept though it took no time, and shown though many alike are not.
func TestFailedTasksAreKeptAndShown(t *testing.T) {
	var s Summary
	failing := func(i int) {
		s.Add(map[string]any{"type": "task", "task_id": fmt.Sprint("f", i), "parent_task_id": "root", "workflow_id": "w",
			"activity_id": "step", "status": "ERROR", "stderr": "no", "started_at": 1500 + float64(i), "ended_at": 1500 + float64(i)})
	}
	failing(0)
	churn(&s, 10_000)
	for i := range 2 * maxFailed {
		failing(1 + i)
	}
	kept, failed := s.Kept(), 0
	for _, task := range kept {
		if task.Failed() {
			failed++
		}
	}
	if len(kept) != maxLongest || failed != maxFailed {
		t.Errorf("got %d tasks kept, %d of them failed, want %d and %d", len(kept), failed, maxLongest, maxFailed)
	}
	if got := s.Slowest(1)[0].ID; got != "root" {
		t.Errorf("got %s for the slowest, want root", got)
	}
	root := s.Tree("w")[0]
	shown, more := 0, 0
	for _, n := range root.Children {
		if n.Task == nil {
			more += n.Failed
		} else if n.Task.Failed() {
			shown++
		}
	}
	if shown != maxAlike || more != maxFailed-maxAlike || root.Failed != maxFailed {
		t.Errorf("got %d failed tasks shown, %d beyond, %d beneath the parent; want %d, %d, %d", shown, more, root.Failed, maxAlike, maxFailed-maxAlike, maxFailed)
	}
}
