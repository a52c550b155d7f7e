package mqtt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// largest is how much of a message's own values a record takes; Kafka's brokers refuse messages over a megabyte.
const largest = 512 << 10

// task is the record of a message. It has no task_id where the message names none.
func (o *Options) task(at string, body []byte, received time.Time) *prov.Task {
	message := object(body)
	if o.Tracked != nil {
		message[topic] = at
	}
	text := func(key string) string {
		switch v := o.Tracked.one(key, message).(type) {
		case nil:
			return ""
		case string:
			return v
		case map[string]any, []any:
			b, _ := json.Marshal(v) // was decoded from JSON
			return string(b)
		default:
			return fmt.Sprint(v)
		}
	}
	t := &prov.Task{
		TaskID: text("task_id"), ActivityID: text("activity_id"), WorkflowID: text("workflow_id"), CampaignID: text("campaign_id"),
		ParentTaskID: text("parent_task_id"), GroupID: text("group_id"), Subtype: text("subtype"),
		AgentID: text("agent_id"), SourceAgentID: text("source_agent_id"), Hostname: text("hostname"), User: text("user"),
		Stdout: text("stdout"), Stderr: text("stderr"), Status: prov.Status(text("status")),
		SubmittedAt: seconds(o.Tracked.one("submitted_at", message)),
		StartedAt:   seconds(o.Tracked.one("started_at", message)), EndedAt: seconds(o.Tracked.one("ended_at", message)),
		AdapterID: o.Name, UTCTimestamp: prov.SecondsOfNanos(received.UnixNano()),
		Used: room(o.used(message)), Generated: room(o.Tracked.fields(generated, message)),
		CustomMetadata: room(o.metadata(at, message)),
	}
	if t.ActivityID == "" {
		t.ActivityID = at
	}
	if t.Subtype == "" {
		t.Subtype = o.TaskSubtype
	}
	if tag, ok := o.Tracked.one("tags", message).([]any); ok {
		for _, v := range tag {
			t.Tags = append(t.Tags, fmt.Sprint(v))
		}
	} else if tag := text("tags"); tag != "" {
		t.Tags = []string{tag}
	}
	switch t.Status {
	case prov.StatusSubmitted, prov.StatusWaiting, prov.StatusRunning, prov.StatusFinished, prov.StatusError, prov.StatusUnknown:
	default:
		t.Status = prov.StatusFinished
		if t.Stderr != "" {
			t.Status = prov.StatusError
		}
	}
	return t
}

// used is the whole message where nothing is tracked.
func (o *Options) used(message map[string]any) map[string]any {
	if o.Tracked == nil {
		return message
	}
	return o.Tracked.fields(used, message)
}

func (o *Options) metadata(at string, message map[string]any) map[string]any {
	m := map[string]any{topic: at}
	for key, v := range o.Tracked.fields(customMetadata, message) {
		m[key] = v
	}
	if v := o.Tracked.one(registeredAt, message); v != nil {
		m[registeredAt] = v
	}
	return m
}

// room encodes values, or only says how long they are where a record has no room for them.
func room(values map[string]any) prov.Raw {
	raw := adapters.Fields(values)
	if len(raw) > largest {
		return adapters.Fields(map[string]any{"len": len(raw)})
	}
	return raw
}

// object is a message's fields. One that is no JSON object has one, payload.
func object(body []byte) map[string]any {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		if utf8.Valid(body) {
			return map[string]any{payload: string(body)}
		}
		return map[string]any{payload: map[string]any{"len": len(body)}}
	}
	v = numbers(v)
	if m, ok := v.(map[string]any); ok {
		return m
	}
	return map[string]any{payload: v}
}

// numbers makes integers of a JSON value's numbers where they are some, else floats.
func numbers(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = numbers(v[key])
		}
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		if u, err := strconv.ParseUint(v.String(), 10, 64); err == nil {
			return u
		}
		if f, err := v.Float64(); err == nil {
			return f
		}
		return v.String()
	}
	return v
}

// milliseconds are numbers from here on: as seconds they would be in the year 5138.
const milliseconds = 1e11

// seconds is a time; 0 for what is none.
func seconds(v any) float64 {
	switch v := v.(type) {
	case int64:
		return seconds(float64(v))
	case uint64:
		return seconds(float64(v))
	case float64:
		if v >= milliseconds {
			return v / 1000
		}
		return v
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return prov.SecondsOfNanos(t.UnixNano())
		}
		if f, err := strconv.ParseFloat(v, 64); err == nil {
			return seconds(f)
		}
	}
	return 0
}
