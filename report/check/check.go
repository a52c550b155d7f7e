package check

import (
	"fmt"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// What is remembered at most.
const (
	maxTasks     = 1 << 20
	maxWorkflows = 10_000
)

// A Checker checks one file, record by record. Its zero value is ready.
type Checker struct {
	Python bool // what Flowcept for Python is known to do otherwise is right

	seed      maphash.Seed
	tasks     map[uint64]struct{} // those that have ended
	workflows map[string][]string // fields of those that have begun
	found     []string
}

// Record returns what is wrong with a record, each finding a phrase that begins with the field's name; nil where nothing is.
func (c *Checker) Record(r map[string]any) []string {
	c.found = nil
	kind, _ := r[prov.KeyType].(string)
	if kind == "" {
		kind = c.guess(r)
	}
	rules, known := kinds[kind]
	if !known {
		c.report(prov.KeyType, "is %s, want %s", spell(r[prov.KeyType]), strings.Join(slices.Sorted(maps.Keys(kinds)), ", "))
		return c.found
	}
	for _, f := range rules {
		c.field(r, f)
	}
	for _, key := range slices.Sorted(maps.Keys(r)) {
		if r[key] == nil && !(c.Python && key != prov.KeyUsed && key != prov.KeyStatus) {
			c.report(key, "is null; an absent field is left out")
		}
	}
	c.order(r)
	switch kind {
	case prov.TypeTask:
		c.task(r)
	case prov.TypeWorkflow:
		c.workflow(r)
	}
	return c.found
}

func (c *Checker) report(field, format string, args ...any) {
	c.found = append(c.found, field+" "+fmt.Sprintf(format, args...))
}

// guess is what a record without a type counts as.
func (c *Checker) guess(r map[string]any) string {
	kind := ""
	switch {
	case r[prov.KeyTaskID] != nil || r[prov.KeyActivityID] != nil || r[prov.KeyGroupID] != nil:
		kind = prov.TypeTask
	case r[prov.KeyAgentID] != nil:
		kind = prov.TypeAgent
	case r[prov.KeyWorkflowID] != nil:
		kind = prov.TypeWorkflow
	}
	if kind != "" && !c.Python {
		c.report(prov.KeyType, "is missing")
	}
	return kind
}

func (c *Checker) field(r map[string]any, f field) {
	v, there := r[f.name]
	if !there || v == nil {
		if f.need == always || f.need == here && !c.Python {
			if !there {
				c.report(f.name, "is missing")
			}
		}
		return
	}
	if problem := f.is(v); problem != "" && !(c.Python && f.lenient) {
		c.report(f.name, "%s", problem)
	}
}

// order checks that what ended ended after its start.
func (c *Checker) order(r map[string]any) {
	start, ok := r[prov.KeyStartedAt].(float64)
	end, too := r[prov.KeyEndedAt].(float64)
	if ok && too && end < start {
		c.report(prov.KeyEndedAt, "is %v s before %s", start-end, prov.KeyStartedAt)
	}
}

// task checks what the fields of a task say together.
func (c *Checker) task(r map[string]any) {
	id, _ := r[prov.KeyTaskID].(string)
	used, _ := r[prov.KeyUsed].(map[string]any)
	if r[prov.KeySubtype] == prov.SubtypeIteration {
		group, _ := r[prov.KeyGroupID].(string)
		switch {
		case group == "":
			c.report(prov.KeyGroupID, "is missing, in an iteration")
		case !strings.HasPrefix(id, group):
			c.report(prov.KeyTaskID, "is %q, want the %s %q and the iteration's number", id, prov.KeyGroupID, group)
		}
	}
	if id == "" && used["i"] == nil && r[prov.KeyGroupID] != nil {
		c.report(prov.KeyTaskID, "is missing, and so is i in %s: nothing tells the iterations apart", prov.KeyUsed)
	}
	if _, there := r[prov.KeyData]; there && !c.Python {
		c.report(prov.KeyData, "is not written to files")
	}
	if id != "" && ended(r) && !c.first(id) {
		c.report(prov.KeyTaskID, "is %q, which an earlier task has that ended", id)
	}
}

func ended(r map[string]any) bool {
	return r[prov.KeyStatus] == string(prov.StatusFinished) || r[prov.KeyStatus] == string(prov.StatusError)
}

// first remembers an id and reports whether it is new, or there are too many to tell.
func (c *Checker) first(id string) bool {
	if c.tasks == nil {
		c.tasks, c.seed = map[uint64]struct{}{}, maphash.MakeSeed()
	}
	h := maphash.String(c.seed, id)
	if _, seen := c.tasks[h]; seen {
		return false
	}
	if len(c.tasks) < maxTasks {
		c.tasks[h] = struct{}{}
	}
	return true
}

// workflow checks that a record that closes a workflow repeats the fields of that which opened it: a reader replaces one by
// the other.
func (c *Checker) workflow(r map[string]any) {
	id, _ := r[prov.KeyWorkflowID].(string)
	if opened, ok := c.workflows[id]; ok && ended(r) {
		for _, key := range opened {
			if _, there := r[key]; !there {
				c.report(key, "is missing, and the record that opened the workflow has it")
			}
		}
		delete(c.workflows, id)
		return
	}
	if id != "" && !ended(r) && len(c.workflows) < maxWorkflows {
		if c.workflows == nil {
			c.workflows = map[string][]string{}
		}
		c.workflows[id] = slices.Sorted(maps.Keys(r))
	}
}
