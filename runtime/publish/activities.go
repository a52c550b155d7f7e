package publish

import (
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Tasks is the number of task entries seen of a workflow.
func (c *Composer) Tasks(workflow uint32) uint64 {
	if w := c.workflows[workflow]; w != nil {
		return w.tasks
	}
	return 0
}

// Activities lists the activities of a workflow that were seen, in the order of their names. Where functions share a
// name the one declared first, by file and line, stands for it.
func (c *Composer) Activities(workflow uint32) []prov.Activity {
	w := c.workflows[workflow]
	if w == nil {
		return nil
	}
	var all []prov.Activity
	for n := range w.ran {
		if s := c.sites[n]; s.info.Func != "" {
			all = append(all, prov.Activity{
				ID: s.info.Activity, Func: s.info.Func, File: s.info.File, Line: s.info.Line, SHA256: s.info.SHA256,
			})
		}
	}
	return distinct(all)
}

// activitiesOf lists the activities of the workflow with an id.
func (c *Composer) activitiesOf(id string) []prov.Activity {
	var all []prov.Activity
	for n, w := range c.workflows {
		if w.id == id {
			all = append(all, c.Activities(n)...)
		}
	}
	return distinct(all)
}

// workflowIDs lists the workflows that were seen.
func (c *Composer) workflowIDs() []string {
	var ids []string
	for _, w := range c.workflows {
		ids = append(ids, w.id)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// distinct sorts activities by name and leaves the first of each.
func distinct(all []prov.Activity) []prov.Activity {
	slices.SortFunc(all, func(a, b prov.Activity) int {
		if d := strings.Compare(a.ID, b.ID); d != 0 {
			return d
		}
		if d := strings.Compare(a.File, b.File); d != 0 {
			return d
		}
		return a.Line - b.Line
	})
	return slices.CompactFunc(all, func(a, b prov.Activity) bool { return a.ID == b.ID })
}
