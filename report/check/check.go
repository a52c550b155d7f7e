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
	tasks     map[uint64]struct{}       // those that have ended
	workflows map[string]map[string]any // those that have begun: what stands in their fields, nil for a list or a map
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
	case prov.TypeControl:
		c.control(r)
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

// control checks that a message says what it ends.
func (c *Checker) control(r map[string]any) {
	need := map[any][]string{
		prov.InfoThreadStopped: {prov.KeyInterceptorInstanceID, prov.KeyExecBundleID}, prov.InfoStopInserter: {prov.KeyExecBundleID},
	}
	for _, key := range need[r[prov.KeyInfo]] {
		if r[key] == nil && !c.Python {
			c.report(key, "is missing, in %s", r[prov.KeyInfo])
		}
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
