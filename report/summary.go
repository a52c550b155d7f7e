package report

import (
	"cmp"
	"maps"
	"slices"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A Summary is what the records added so far say.
type Summary struct {
	Records    int
	workflows  map[string]*Workflow
	order      []*Workflow
	activities map[string]*Activity
}

// A Workflow is one run.
type Workflow struct {
	ID, Name, Campaign, Status string
	Used                       map[string]any
	Started, Ended             float64 // seconds since the Unix epoch; 0: not known
	Tasks                      int
}

// An Activity is what ran under one name.
type Activity struct {
	ID       string
	Tasks    int
	Statuses map[string]int
	Total    float64 // seconds of all tasks that have times
	First    float64 // start of the first one
	Failure  string  // the message of the last one that failed
	Sample   map[string]any
	times    sample
}

// Median is the median duration in seconds, 0 where no task has times.
func (a *Activity) Median() float64 { return a.times.quantile(0.5) }

// Add takes a record.
func (s *Summary) Add(r map[string]any) {
	s.Records++
	switch r[prov.KeyType] {
	case prov.TypeWorkflow:
		s.addWorkflow(r)
	case prov.TypeTask, nil: // Python leaves the type of iterations out
		if text(r, prov.KeyActivityID) != "" {
			s.addTask(r)
		}
	}
}

func (s *Summary) workflow(id string) *Workflow {
	if w := s.workflows[id]; w != nil {
		return w
	}
	if s.workflows == nil {
		s.workflows = map[string]*Workflow{}
	}
	w := &Workflow{ID: id}
	s.workflows[id] = w
	s.order = append(s.order, w)
	return w
}

func (s *Summary) addWorkflow(r map[string]any) {
	w := s.workflow(text(r, prov.KeyWorkflowID))
	w.Name = cmp.Or(text(r, prov.KeyName), w.Name)
	w.Campaign = cmp.Or(text(r, prov.KeyCampaignID), w.Campaign)
	if w.Status == "" || text(r, prov.KeyStatus) != string(prov.StatusRunning) {
		w.Status = text(r, prov.KeyStatus)
	}
	w.Started = cmp.Or(number(r, prov.KeyStartedAt), w.Started)
	w.Ended = cmp.Or(number(r, prov.KeyEndedAt), w.Ended)
	if used, ok := r[prov.KeyUsed].(map[string]any); ok {
		w.Used = used
	}
}

func (s *Summary) addTask(r map[string]any) {
	w := s.workflow(text(r, prov.KeyWorkflowID))
	w.Campaign = cmp.Or(w.Campaign, text(r, prov.KeyCampaignID))
	w.Tasks++
	id := text(r, prov.KeyActivityID)
	a := s.activities[id]
	if a == nil {
		if s.activities == nil {
			s.activities = map[string]*Activity{}
		}
		a = &Activity{ID: id, Statuses: map[string]int{}}
		s.activities[id] = a
	}
	a.Tasks++
	a.Statuses[text(r, prov.KeyStatus)]++
	a.Failure = cmp.Or(text(r, prov.KeyStderr), a.Failure)
	a.Sample = r
	start, end := number(r, prov.KeyStartedAt), number(r, prov.KeyEndedAt)
	if start == 0 {
		return
	}
	if a.First == 0 || start < a.First {
		a.First = start
	}
	if end >= start {
		a.Total += end - start
		a.times.add(end - start)
	}
}

// Workflows are those seen, in the order in which they were seen first.
func (s *Summary) Workflows() []*Workflow { return s.order }

// Activities are those seen, in the order in which they first ran.
func (s *Summary) Activities() []*Activity {
	return slices.SortedFunc(maps.Values(s.activities), func(a, b *Activity) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.ID, b.ID))
	})
}

func text(r map[string]any, key string) string {
	s, _ := r[key].(string)
	return s
}

func number(r map[string]any, key string) float64 {
	switch n := r[key].(type) {
	case float64:
		return n
	case int64:
		return float64(n)
	}
	return 0
}
