package prov

import "github.com/tinylib/msgp/msgp"

// CompleteWorkflow returns the encoded record as it is, unless it is the closing record of a workflow that lacks the
// activities that ran: then it has those.
func CompleteWorkflow(record []byte, ran func(workflowID string) []Activity) []byte {
	n, rest, err := msgp.ReadMapHeaderBytes(record)
	if err != nil {
		return record
	}
	var (
		id           string
		closing      bool
		custom, kept []byte
		fields       int
	)
	for range n {
		key, value, err := msgp.ReadStringZC(rest)
		if err != nil {
			return record
		}
		behind, err := msgp.Skip(value)
		if err != nil {
			return record
		}
		field := rest[:len(rest)-len(behind)]
		value, rest = value[:len(value)-len(behind)], behind
		switch string(key) {
		case KeyType:
			if kind, _, err := msgp.ReadStringZC(value); err != nil || string(kind) != TypeWorkflow {
				return record
			}
		case KeyWorkflowID:
			id, _, _ = msgp.ReadStringBytes(value)
		case KeyEndedAt:
			closing = true
		case KeyCustomMetadata:
			custom = value
			continue
		}
		kept, fields = append(kept, field...), fields+1
	}
	if !closing || hasEntry(custom, KeyActivities) {
		return record
	}
	w := Workflow{CustomMetadata: custom, Activities: ran(id)}
	if len(w.Activities) == 0 {
		return record
	}
	m := OpenMap(nil)
	m.Fields(kept, fields)
	w.customMetadata(&m)
	return m.Close()
}

// hasEntry tells whether an encoded map has an entry of that name.
func hasEntry(m []byte, name string) bool {
	n, rest, err := msgp.ReadMapHeaderBytes(m)
	if err != nil {
		return false
	}
	for range n {
		key, value, err := msgp.ReadStringZC(rest)
		if err != nil {
			return false
		}
		if string(key) == name {
			return true
		}
		if rest, err = msgp.Skip(value); err != nil {
			return false
		}
	}
	return false
}
