package main

import (
	"cmp"
	"errors"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// maxBelow bounds how many workflows below the one wanted are remembered.
const maxBelow = 10_000

// within returns what tells whether a record belongs to the workflow whose id begins so, or to one below it whose record
// came before; "" is all of them.
func within(workflow string) func(r map[string]any) bool {
	if workflow == "" {
		return func(map[string]any) bool { return true }
	}
	below := map[string]bool{}
	return func(r map[string]any) bool {
		id, _ := r[prov.KeyWorkflowID].(string)
		parent, _ := r[prov.KeyParentWorkflowID].(string)
		if strings.HasPrefix(id, workflow) || below[id] {
			return true
		}
		if r[prov.KeyType] != prov.TypeWorkflow || !strings.HasPrefix(parent, workflow) && !below[parent] {
			return false
		}
		if len(below) < maxBelow {
			below[id] = true
		}
		return true
	}
}

// lastWorkflow is the id of the workflow whose record is the last in the file, but for those that are part of another.
func lastWorkflow(path string, std streams) (string, error) {
	if path == "-" {
		return "", errors.New("-workflow last is for files, which can be read twice")
	}
	records, err := open(path, std)
	if err != nil {
		return "", err
	}
	defer records.Close()
	var top, any string
	for r, err := range records.All() {
		id, _ := r[prov.KeyWorkflowID].(string)
		if err != nil || r[prov.KeyType] != prov.TypeWorkflow || id == "" { // the lines that are no records are told later
			continue
		}
		any = id
		if r[prov.KeyParentWorkflowID] == nil {
			top = id
		}
	}
	if any == "" {
		return "", errors.New("no record of a workflow")
	}
	return cmp.Or(top, any), nil
}
