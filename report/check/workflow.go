package check

import (
	"maps"
	"regexp"
	"slices"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// workflow checks what the fields of a workflow say together, and with those of the record that opened it: a reader
// replaces one by the other.
func (c *Checker) workflow(r map[string]any) {
	if !c.Python {
		c.extent(r)
		c.hidden(r)
	}
	id, _ := r[prov.KeyWorkflowID].(string)
	if opened, ok := c.workflows[id]; ok && ended(r) {
		c.repeats(r, opened)
		delete(c.workflows, id)
		return
	}
	if id != "" && !ended(r) && len(c.workflows) < maxWorkflows {
		if c.workflows == nil {
			c.workflows = map[string]map[string]any{}
		}
		fields := maps.Clone(r)
		for key, v := range r {
			switch v.(type) {
			case map[string]any, []any:
				fields[key] = nil
			}
		}
		c.workflows[id] = fields
	}
}

// repeats checks that a record that closes a workflow says what that which opened it has said.
func (c *Checker) repeats(r, opened map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(opened)) {
		was, is := opened[key], r[key]
		switch {
		case is == nil:
			if _, there := r[key]; !there {
				c.report(key, "is missing, and the record that opened the workflow has it")
			}
		case was == nil || key == prov.KeyStatus || key == prov.KeyEndedAt || key == prov.KeyUTCTimestamp || c.Python:
		case was != is: // was is neither a list nor a map
			c.report(key, "is %s, and in the record that opened the workflow %s", spell(is), spell(was))
		}
	}
}

// extent checks status and end of a workflow.
func (c *Checker) extent(r map[string]any) {
	switch status, _ := r[prov.KeyStatus].(string); prov.Status(status) {
	case prov.StatusSubmitted, prov.StatusWaiting, prov.StatusUnknown:
		c.report(prov.KeyStatus, "is %q, want of a workflow RUNNING, FINISHED, ERROR", status)
	}
	if ended(r) && r[prov.KeyEndedAt] == nil {
		c.report(prov.KeyEndedAt, "is missing, and the %s is %v", prov.KeyStatus, r[prov.KeyStatus])
	}
	c.early(r)
}

// secret are names of settings that have to be hidden.
var secret = regexp.MustCompile(`(?i)password|passwd|secret|token|api_?key`)

// hidden checks that a record tells no secret.
func (c *Checker) hidden(r map[string]any) {
	settings, _ := r[prov.KeyFlowceptSettings].(map[string]any)
	c.settings(prov.KeyFlowceptSettings, settings)
	info, _ := r[prov.KeyMachineInfo].(map[string]any)
	for _, process := range slices.Sorted(maps.Keys(info)) {
		machine, _ := info[process].(map[string]any)
		if machine["environment"] != nil {
			c.report(prov.KeyMachineInfo, "has the environment of %s in it, which may hold secrets", process)
		}
	}
}

func (c *Checker) settings(path string, m map[string]any) {
	for _, key := range slices.Sorted(maps.Keys(m)) {
		switch v := m[key].(type) {
		case map[string]any:
			c.settings(path+"."+key, v)
		case string:
			if secret.MatchString(key) && v != "" && v != "REDACTED" {
				c.report(path+"."+key, "is not replaced by REDACTED")
			}
		}
	}
}
