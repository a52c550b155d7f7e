package report

import (
	"cmp"
	"maps"
	"slices"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// What a summary keeps at most.
const (
	maxWorkflows  = 500
	maxActivities = 500
	maxFailures   = 100
)

// A Summary is what the records added so far say. Its zero value is ready.
type Summary struct {
	Records    int
	Tasks      int
	Agents     []string // names, or ids where there are none
	Objects    int
	Unlisted   int // tasks whose workflow or activity is one too many to be listed by itself
	Unknown    int // records of no type that is known
	Failed     int // tasks that ended with an error or have a stderr
	First      float64
	Last       float64 // of all tasks and workflows with times, seconds since the Unix epoch; 0: none
	Failures   []*Failure
	Untold     int // tasks that failed with a message that is one too many to be listed
	Resources  Resources
	workflows  map[string]*Workflow
	order      []*Workflow
	activities map[string]*Activity
	longest    longest
}

// A Failure is one message with which tasks of one activity failed.
type Failure struct {
	Activity, Status, Message string
	TaskID                    string // of the first
	Tasks                     int
}

// Add takes a record, which must not be changed after.
func (s *Summary) Add(r map[string]any) {
	s.Records++
	switch kind(r) {
	case prov.TypeWorkflow:
		s.addWorkflow(r)
	case prov.TypeTask:
		s.addTask(r)
	case prov.TypeAgent:
		s.addAgent(cmp.Or(text(r, prov.KeyName), text(r, prov.KeyAgentID)))
	case prov.TypeObject:
		s.Objects++
	case prov.TypeControl:
	default:
		s.Unknown++
	}
}

// kind is the type of a record; of one without, what it is by its ids, as Flowcept's consumer tells.
func kind(r map[string]any) string {
	if t := text(r, prov.KeyType); t != "" {
		return t
	}
	switch {
	case r[prov.KeyTaskID] != nil || r[prov.KeyActivityID] != nil || r[prov.KeyGroupID] != nil:
		return prov.TypeTask
	case r[prov.KeyAgentID] != nil:
		return prov.TypeAgent
	case r[prov.KeyWorkflowID] != nil:
		return prov.TypeWorkflow
	}
	return ""
}

func (s *Summary) addTask(r map[string]any) {
	s.Tasks++
	w := s.workflow(text(r, prov.KeyWorkflowID))
	a := s.activity(text(r, prov.KeyActivityID))
	if w == nil || a == nil {
		s.Unlisted++
	}
	start, end := number(r, prov.KeyStartedAt), number(r, prov.KeyEndedAt)
	s.span(start)
	s.span(end)
	if w != nil {
		w.Campaign = cmp.Or(w.Campaign, text(r, prov.KeyCampaignID))
		w.Tasks++
	}
	if a != nil {
		a.add(r, start, end)
	}
	t := newTask(r, start, end)
	if t.Failed() {
		s.fail(r)
	}
	s.longest.add(t)
	s.Resources.add(r, a, start, end)
}

func (s *Summary) span(t float64) {
	if t <= 0 {
		return
	}
	if s.First == 0 || t < s.First {
		s.First = t
	}
	s.Last = max(s.Last, t)
}

func (s *Summary) fail(r map[string]any) {
	s.Failed++
	activity, status, message := text(r, prov.KeyActivityID), text(r, prov.KeyStatus), cut(text(r, prov.KeyStderr), 2000)
	for _, f := range s.Failures {
		if f.Activity == activity && f.Status == status && f.Message == message {
			f.Tasks++
			return
		}
	}
	if len(s.Failures) < maxFailures {
		s.Failures = append(s.Failures, &Failure{activity, status, message, text(r, prov.KeyTaskID), 1})
		return
	}
	s.Untold++
}

func (s *Summary) addAgent(name string) {
	if len(s.Agents) < maxWorkflows && !slices.Contains(s.Agents, name) {
		s.Agents = append(s.Agents, name)
	}
}

// Workflows are those seen, in the order in which they were seen first.
func (s *Summary) Workflows() []*Workflow { return s.order }

// Activities are those seen, in the order in which they first ran; those without times come first, by name.
func (s *Summary) Activities() []*Activity {
	return slices.SortedFunc(maps.Values(s.activities), func(a, b *Activity) int {
		return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.ID, b.ID))
	})
}

// Activity is the one of that name, nil where there is none.
func (s *Summary) Activity(id string) *Activity { return s.activities[id] }

func text(r map[string]any, key string) string {
	s, _ := r[key].(string)
	return s
}

func number(r map[string]any, key string) float64 {
	n, _ := numeric(r[key])
	return n
}

// numeric is v as a float64, of what prov's readers give.
func numeric(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case float32:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	}
	return 0, false
}
