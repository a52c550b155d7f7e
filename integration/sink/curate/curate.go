package curate

import (
	"errors"
	"fmt"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Kind is where a message belongs.
type Kind uint8

// The kinds of messages.
const (
	Dead    Kind = iota // a dead letter
	Control             // among Flowcept's own parts; nothing to store
	Task
	Workflow
	Agent
	Object
)

// A kind's collection, the field that identifies its documents, and the word in the field type.
var kinds = [...]struct{ collection, id, word string }{
	Control:  {word: prov.TypeControl},
	Task:     {"tasks", prov.KeyTaskID, prov.TypeTask},
	Workflow: {"workflows", prov.KeyWorkflowID, prov.TypeWorkflow},
	Agent:    {"agents", prov.KeyAgentID, prov.TypeAgent},
	Object:   {"objects", prov.KeyObjectID, prov.TypeObject},
}

// Stored are the kinds that have a collection.
var Stored = []Kind{Task, Workflow, Agent, Object}

// Collection is the name of the kind's collection, empty where nothing is stored.
func (k Kind) Collection() string { return kinds[k].collection }

// IDField is the field that identifies a document of the kind.
func (k Kind) IDField() string { return kinds[k].id }

// String is the kind's word, as the field type has it.
func (k Kind) String() string {
	if k == Dead {
		return "dead letter"
	}
	return kinds[k].word
}

// Place is where a message stands.
type Place struct {
	Topic     string
	Partition int
	Offset    int64
}

// A Document is what a message, or several of one id, leave in the database.
type Document struct {
	Kind   Kind
	ID     string         // also in Fields
	Fields map[string]any // by name
}

// Message makes a document of a message. The error says why one is a dead letter, whose kind is Dead. A control message
// has a kind and its fields, and no id.
func Message(msg []byte, at Place) (Document, error) {
	fields, err := prov.Decode(msg)
	if err != nil {
		return Document{}, err
	}
	return Record(fields, at)
}

// Record is [Message] for a record that is decoded already. The fields belong to the document from then on.
func Record(fields map[string]any, at Place) (Document, error) {
	for name, v := range fields {
		if v == nil {
			delete(fields, name)
		} else {
			fields[name] = widen(v)
		}
	}
	kind, err := kindOf(fields)
	if err != nil {
		return Document{}, err
	}
	d := Document{Kind: kind, Fields: fields}
	switch kind {
	case Control:
		return d, nil
	case Task:
		err = d.task(at)
	default:
		fields[prov.KeyType] = kind.String()
		if ids, ok := fields[prov.KeyInterceptorIDs].([]any); ok {
			fields[prov.KeyInterceptorIDs] = union(ids, []any(nil))
		}
		err = d.identify()
	}
	if err != nil {
		return Document{}, err
	}
	return d, nil
}

// kindOf reads the field type, or infers what it would be. Flowcept for Python sends loop iterations without it.
func kindOf(fields map[string]any) (Kind, error) {
	has := func(name string) bool { _, ok := fields[name]; return ok }
	word, given := fields[prov.KeyType]
	if !given {
		switch {
		case has(prov.KeyTaskID), has(prov.KeyActivityID), has(prov.KeyGroupID):
			return Task, nil
		case has(prov.KeyAgentID):
			return Agent, nil
		case has(prov.KeyWorkflowID):
			return Workflow, nil
		}
		return Dead, errors.New("no type, and none of the ids that would tell it")
	}
	for k := Control; int(k) < len(kinds); k++ {
		if word == kinds[k].word {
			return k, nil
		}
	}
	return Dead, fmt.Errorf("unknown type %.80q", fmt.Sprint(word))
}
