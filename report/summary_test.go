package report

import "testing"

func records() []map[string]any {
	return []map[string]any{
		{"type": "workflow", "workflow_id": "w1", "name": "train", "status": "RUNNING", "started_at": 100.0, "used": map[string]any{"lr": 0.1}},
		{"type": "task", "workflow_id": "w1", "activity_id": "step", "status": "FINISHED", "started_at": 101.0, "ended_at": 101.5},
		{"type": "task", "workflow_id": "w1", "activity_id": "step", "status": "FINISHED", "started_at": 102.0, "ended_at": 104.0},
		{"type": "task", "workflow_id": "w1", "activity_id": "step", "status": "ERROR", "stderr": "diverged", "started_at": 105.0, "ended_at": 106.0},
		{"activity_id": "loop_iteration", "workflow_id": "w1", "status": "FINISHED", "started_at": 100.5, "used": map[string]any{"i": int64(0)}},
		{"type": "workflow", "workflow_id": "w1", "name": "train", "status": "ERROR", "started_at": 100.0, "ended_at": 110.0},
	}
}

func TestSummaryCountsAndTimesActivities(t *testing.T) {
	var s Summary
	for _, r := range records() {
		s.Add(r)
	}
	if n := len(s.Workflows()); n != 1 {
		t.Fatalf("got %d workflows, want 1", n)
	}
	if w := s.Workflows()[0]; w.Name != "train" || w.Status != "ERROR" || w.Ended-w.Started != 10 || w.Tasks != 4 {
		t.Errorf("got workflow %+v, want train, ERROR, 10 s, 4 tasks", w)
	}
	all := s.Activities()
	if len(all) != 2 || all[0].ID != "loop_iteration" || all[1].ID != "step" {
		t.Fatalf("got activities %v, want loop_iteration and then step, by their start", all)
	}
	step := all[1]
	if step.Tasks != 3 || step.Statuses["ERROR"] != 1 || step.Total != 3.5 || step.Median() != 1 || step.Failure != "diverged" {
		t.Errorf("got %+v median %v, want 3 tasks, one ERROR, 3.5 s in all, median 1 s, failure diverged", step, step.Median())
	}
}

func TestStatusOfAWorkflowDoesNotDependOnTheOrderOfItsRecords(t *testing.T) {
	all := records()
	var s Summary
	s.Add(all[len(all)-1])
	s.Add(all[0])
	if got := s.Workflows()[0].Status; got != "ERROR" {
		t.Errorf("got %s after ERROR and then RUNNING, want ERROR", got)
	}
}

func TestASampleIsExactUntilItIsFull(t *testing.T) {
	var s sample
	for i := range sampleSize {
		s.add(float64(sampleSize - i))
	}
	if got := s.quantile(0.5); got != sampleSize/2 {
		t.Errorf("got median %v of 1..%d, want %d", got, sampleSize, sampleSize/2)
	}
	for range 10 * sampleSize {
		s.add(1)
	}
	if got, kept := s.quantile(0.5), len(s.kept); got != 1 || kept != sampleSize {
		t.Errorf("got median %v of %d values kept, want 1 of %d", got, kept, sampleSize)
	}
}
