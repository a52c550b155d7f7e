package mqtt

import (
	"maps"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/integration/adapters"
)

// Tracked says which fields of a message become which of the task, by the task's name of the field. Nil: the whole message
// is used.
type Tracked map[string]Source

// A Source is one field of a message, or several that make a map.
type Source struct {
	Name string
	Each []string // takes the place of Name
}

// Fields of a task that a message may set.
const (
	used           = "used"
	generated      = "generated"
	customMetadata = "custom_metadata"
	registeredAt   = "registered_at"
	topic          = "topic" // of a message
	payload        = "payload"
)

var settable = slices.Sorted(slices.Values([]string{
	used, generated, customMetadata, registeredAt, "activity_id", "task_id", "workflow_id", "campaign_id", "parent_task_id",
	"group_id", "agent_id", "source_agent_id", "hostname", "user", "status", "stdout", "stderr", "tags", "subtype",
	"submitted_at", "started_at", "ended_at",
}))

func parseTracked(section map[string]any) (Tracked, error) {
	if section == nil {
		return nil, nil
	}
	t := Tracked{}
	for _, key := range slices.Sorted(maps.Keys(section)) {
		if !slices.Contains(settable, key) {
			return nil, adapters.Wrong("tracked_keys."+key, "a task has no such field that a message may set; there are %s", strings.Join(settable, " "))
		}
		switch v := section[key].(type) {
		case nil:
		case string:
			t[key] = Source{Name: v}
			if key == customMetadata {
				t[key] = Source{Each: []string{v}}
			}
		case []any:
			if key != used && key != generated && key != customMetadata {
				return nil, adapters.Wrong("tracked_keys."+key, "want one name, got a list")
			}
			each := []string{}
			for _, name := range v {
				s, ok := name.(string)
				if !ok {
					return nil, adapters.Wrong("tracked_keys."+key, "want names, got %v in the list", name)
				}
				each = append(each, s)
			}
			t[key] = Source{Each: each}
		default:
			return nil, adapters.Wrong("tracked_keys."+key, "want a name or a list of names, got %v", v)
		}
	}
	return t, nil
}

// find is the value of a field, whose name may be dotted.
func find(message map[string]any, name string) (any, bool) {
	if name == "" {
		return nil, false
	}
	if v, ok := message[name]; ok {
		return v, v != nil
	}
	first, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return nil, false
	}
	inner, ok := message[first].(map[string]any)
	if !ok {
		return nil, false
	}
	return find(inner, rest)
}

// one is the value of the field that a task's field is to have.
func (t Tracked) one(key string, message map[string]any) any {
	v, _ := find(message, t[key].Name)
	return v
}

// fields are the values that become used, generated or custom_metadata; nil where the message has none.
func (t Tracked) fields(key string, message map[string]any) map[string]any {
	source := t[key]
	if source.Each == nil {
		v, ok := find(message, source.Name)
		if !ok {
			return nil
		}
		if m, ok := v.(map[string]any); ok {
			return m
		}
		return map[string]any{payload: v}
	}
	var m map[string]any
	for _, name := range source.Each {
		if v, ok := find(message, name); ok {
			if m == nil {
				m = map[string]any{}
			}
			m[name] = v
		}
	}
	return m
}
