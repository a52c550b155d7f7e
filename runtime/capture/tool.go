package capture

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
)

// What generated code records of an agent's tool. The requests and results of the Model Context Protocol's SDK are
// known by their fields, so that this package does not depend on it.

// Tool says that the call is one of a tool: its agent is announced, and the name that the request calls it by goes into
// custom_metadata. req is a *mcp.CallToolRequest, or nil for a function that is called without one. It comes after the
// parameters that name an agent.
func (r *Record) Tool(req any) {
	if r.wf == nil {
		return
	}
	agent := r.site.AgentID
	if o := r.oddment; o != nil {
		for code, text := range (&Task{extras: o.extras}).Extras() {
			if code == ExtraAgentID {
				agent = string(text)
			}
		}
	}
	r.wf.Announce(agent)
	if r.node != nil && agent != "" {
		id := agent // a copy, so that a call without an agent does not allocate
		r.node.agent = &id
	}
	if name := part(req, "Params", "Name"); name.Kind() == reflect.String && name.Len() > 0 {
		r.extra(ExtraTool, tidy(name.String(), DefaultMaxString))
	}
}

// Arguments adds the arguments of a request that the function is to decode itself.
func (r *Record) Arguments(req any, names ...string) {
	x := part(req, "Params", "Arguments")
	if !x.IsValid() || !x.CanInterface() {
		return
	}
	r.Inline("arguments", decoded(x.Interface()), names...)
}

// ToolFailed ends the record of a call whose result says that the tool failed, as one of an error, and says whether it
// does. res is a *mcp.CallToolResult.
func (r *Record) ToolFailed(res any) bool {
	failed := part(res, "IsError")
	if failed.Kind() != reflect.Bool || !failed.Bool() {
		return false
	}
	var texts []string
	for _, c := range contentOf(res) {
		if text, ok := c.(string); ok {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		texts = []string{"the tool's result is an error"}
	}
	r.extra(ExtraStderr, tidy(strings.Join(texts, "\n"), DefaultMaxString))
	r.finish(StatusError)
	return true
}

// ToolContent adds what a result holds, where nothing has been generated so far: the structured content's fields, else
// the content, a text by itself or a list.
func (r *Record) ToolContent(res any, names ...string) {
	if r.fields > 0 || r.handling() && len(r.oddment.put) > 0 {
		return
	}
	if x := part(res, "StructuredContent"); x.IsValid() && x.CanInterface() {
		r.Inline("structured_content", decoded(x.Interface()), names...)
		return
	}
	var x any
	switch content := contentOf(res); len(content) {
	case 0:
		return
	case 1:
		x = content[0]
	default:
		x = content
	}
	if name, ok := nameFor("content", names); ok {
		r.entry(name, reflect.ValueOf(x))
	}
}

// contentOf is the content of a result: its texts as strings, other things as they are.
func contentOf(res any) []any {
	list := part(res, "Content")
	if list.Kind() != reflect.Slice || !list.CanInterface() {
		return nil
	}
	var content []any
	for i := range list.Len() {
		x := list.Index(i).Interface()
		if text := part(x, "Text"); text.Kind() == reflect.String {
			x = text.String()
		}
		content = append(content, x)
	}
	return content
}

// part follows the fields from x on, past pointers and interfaces; the zero Value where the way ends.
func part(x any, fields ...string) reflect.Value {
	v := settled(reflect.ValueOf(x))
	for _, name := range fields {
		if v.Kind() != reflect.Struct {
			return reflect.Value{}
		}
		f, ok := v.Type().FieldByName(name)
		if !ok || !f.IsExported() || len(f.Index) != 1 {
			return reflect.Value{}
		}
		v = settled(v.FieldByIndex(f.Index))
	}
	return v
}

// settled is what a pointer or an interface leads to.
func settled(v reflect.Value) reflect.Value {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	return v
}

// decoded is the value that JSON text stands for; what is none stays as it is.
func decoded(x any) any {
	text, ok := x.(json.RawMessage)
	if !ok {
		return x
	}
	if len(text) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var y any
	if err := d.Decode(&y); err != nil {
		return string(text)
	}
	return numbers(y)
}

// numbers makes integers and floats of a decoded value's numbers.
func numbers(x any) any {
	switch x := x.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return n
		}
		f, _ := x.Float64()
		return f
	case []any:
		for i := range x {
			x[i] = numbers(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = numbers(x[k])
		}
	}
	return x
}
