package check

import (
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// task checks what the fields of a task say together.
func (c *Checker) task(r map[string]any) {
	id, _ := r[prov.KeyTaskID].(string)
	used, _ := r[prov.KeyUsed].(map[string]any)
	switch r[prov.KeySubtype] {
	case prov.SubtypeIteration:
		c.iteration(r, id)
	case prov.SubtypeModelInvocation:
		c.invocation(r, used)
	}
	if id == "" && used["i"] == nil && r[prov.KeyGroupID] != nil {
		c.report(prov.KeyTaskID, "is missing, and so is i in %s: nothing tells the iterations apart", prov.KeyUsed)
	}
	if id != "" && r[prov.KeyParentTaskID] == id {
		c.report(prov.KeyParentTaskID, "is the task's own id")
	}
	if _, there := r[prov.KeyData]; there && !c.Python {
		c.report(prov.KeyData, "is not written to files")
	}
	if !c.Python && r[prov.KeyAdapterID] == nil { // what an adapter observes may have one time only
		c.bothTimes(r)
	}
	if id != "" && ended(r) && !c.first(id) {
		c.report(prov.KeyTaskID, "is %q, which an earlier task has that ended", id)
	}
}

// bothTimes checks that a task has two times, or none, as a lightweight one, and the second only if it has ended.
func (c *Checker) bothTimes(r map[string]any) {
	began, stopped := r[prov.KeyStartedAt] != nil, r[prov.KeyEndedAt] != nil
	switch {
	case stopped && !began:
		c.report(prov.KeyStartedAt, "is missing, and %s is there", prov.KeyEndedAt)
	case began && !stopped && ended(r):
		c.report(prov.KeyEndedAt, "is missing, and the %s is %v", prov.KeyStatus, r[prov.KeyStatus])
	}
	c.early(r)
}

// early checks that what has not ended does not say when it has.
func (c *Checker) early(r map[string]any) {
	if r[prov.KeyEndedAt] == nil {
		return
	}
	switch r[prov.KeyStatus] {
	case string(prov.StatusSubmitted), string(prov.StatusWaiting), string(prov.StatusRunning):
		c.report(prov.KeyEndedAt, "is there, and the %s is %v", prov.KeyStatus, r[prov.KeyStatus])
	}
}

func (c *Checker) iteration(r map[string]any, id string) {
	const ending = "_iteration"
	group, _ := r[prov.KeyGroupID].(string)
	number, of := strings.CutPrefix(id, group)
	switch {
	case group == "":
		c.report(prov.KeyGroupID, "is missing, in an iteration")
	case !of || strings.Trim(number, "0123456789") != "" || number == "" && id != "":
		c.report(prov.KeyTaskID, "is %q, want the %s %q and the iteration's number", id, prov.KeyGroupID, group)
	}
	if name, ok := r[prov.KeyActivityID].(string); ok && !strings.HasSuffix(name, ending) {
		c.report(prov.KeyActivityID, "is %q, want the loop's name and %s", name, ending)
	}
}

// activityLLM is what every request to a language model is named.
const activityLLM = "llm_interaction"

// invocation checks the call of a language model.
func (c *Checker) invocation(r, used map[string]any) {
	if name := r[prov.KeyActivityID]; name != activityLLM {
		c.report(prov.KeyActivityID, "is %s, want %q, of the call of a language model", spell(name), activityLLM)
	}
	if _, there := used["prompt"]; !there {
		c.report(prov.KeyUsed, "has no prompt, which was given to a language model")
	}
	generated, _ := r[prov.KeyGenerated].(map[string]any)
	if _, there := generated["response"]; !there && r[prov.KeyStatus] == string(prov.StatusFinished) {
		c.report(prov.KeyGenerated, "has no response, of a language model that has answered")
	}
}
