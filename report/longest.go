package report

import (
	"cmp"
	"container/heap"
	"slices"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// What is kept of tasks by themselves.
const (
	maxLongest = 2000
	maxFailed  = 500 // of these, how many that failed are kept however short they were
)

// A Task is one that is kept by itself.
type Task struct {
	ID, Parent, Workflow    string
	Activity, Status, Error string
	Started, Ended          float64 // seconds since the Unix epoch; 0: not known
	serial                  int
	pinned                  bool   // kept before all that are not
	group                   string // of an iteration
	number                  float64
}

func newTask(r map[string]any, start, end float64) Task {
	used, _ := r[prov.KeyUsed].(map[string]any)
	return Task{
		group: text(r, prov.KeyGroupID), number: number(used, "i"),
		ID: text(r, prov.KeyTaskID), Parent: text(r, prov.KeyParentTaskID), Workflow: text(r, prov.KeyWorkflowID),
		Activity: text(r, prov.KeyActivityID), Status: text(r, prov.KeyStatus), Error: cut(text(r, prov.KeyStderr), 500),
		Started: start, Ended: end,
	}
}

// Duration is in seconds, 0 where it is not known.
func (t *Task) Duration() float64 {
	if t.Started > 0 && t.Ended > t.Started {
		return t.Ended - t.Started
	}
	return 0
}

// Failed reports whether it ended in an error. One that Flowcept for Python ended with its stderr says FINISHED.
func (t *Task) Failed() bool { return t.Status == string(prov.StatusError) || t.Error != "" }

// longest keeps the tasks that took longest, of equals those that came first, as a heap with the shortest on top. The first
// that failed are kept too, because they are what one looks for, and often short.
type longest struct {
	tasks          []Task
	serial, failed int
}

func (l *longest) Len() int           { return len(l.tasks) }
func (l *longest) Less(i, j int) bool { return l.tasks[i].goesBefore(&l.tasks[j]) }

// goesBefore reports whether of the two it is t that has to go where there is no room for both.
func (t *Task) goesBefore(other *Task) bool {
	if t.pinned != other.pinned {
		return other.pinned
	}
	if d := cmp.Compare(t.Duration(), other.Duration()); d != 0 {
		return d < 0
	}
	return t.serial > other.serial
}

func (l *longest) Swap(i, j int) { l.tasks[i], l.tasks[j] = l.tasks[j], l.tasks[i] }
func (l *longest) Push(t any)    { l.tasks = append(l.tasks, t.(Task)) }
func (l *longest) Pop() any {
	last := l.tasks[len(l.tasks)-1]
	l.tasks = l.tasks[:len(l.tasks)-1]
	return last
}

func (l *longest) add(t Task) {
	t.serial = l.serial
	l.serial++
	if t.Failed() && l.failed < maxFailed {
		l.failed++
		t.pinned = true
	}
	if len(l.tasks) < maxLongest {
		heap.Push(l, t)
		return
	}
	if l.tasks[0].goesBefore(&t) {
		l.tasks[0] = t
		heap.Fix(l, 0)
	}
}

// Kept are the tasks kept by themselves: all of them, or 2,000, which are the first 500 that failed and those that took
// longest. They are in the order in which they
// started, those without times in that of their records, and of a loop in that of its iterations.
func (s *Summary) Kept() []*Task {
	all := make([]*Task, len(s.longest.tasks))
	for i := range all {
		all[i] = &s.longest.tasks[i]
	}
	slices.SortFunc(all, func(a, b *Task) int {
		return cmp.Or(cmp.Compare(a.Started, b.Started), cmp.Compare(b.Ended, a.Ended), cmp.Compare(a.serial, b.serial))
	})
	renumber(all)
	return all
}

// renumber has the iterations of each loop that have no times change places until they are in the order of their numbers:
// their records may come in another one.
func renumber(all []*Task) {
	places := map[string][]int{}
	for at, t := range all {
		if t.group != "" && t.Started == 0 {
			places[t.group] = append(places[t.group], at)
		}
	}
	for _, at := range places {
		tasks := make([]*Task, len(at))
		for i, place := range at {
			tasks[i] = all[place]
		}
		slices.SortStableFunc(tasks, func(a, b *Task) int { return cmp.Compare(a.number, b.number) })
		for i, place := range at {
			all[place] = tasks[i]
		}
	}
}

// Slowest are the n tasks that took longest, the longest first, without those whose time is not known.
func (s *Summary) Slowest(n int) []*Task {
	all := slices.DeleteFunc(s.Kept(), func(t *Task) bool { return t.Duration() == 0 })
	slices.SortStableFunc(all, func(a, b *Task) int { return cmp.Compare(b.Duration(), a.Duration()) })
	return all[:min(n, len(all))]
}
