package prov_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

func decodeLine(t testing.TB, line string) map[string]any {
	t.Helper()
	m, err := prov.DecodeJSON([]byte(line))
	if err != nil {
		t.Fatalf("DecodeJSON(%s): %v", line, err)
	}
	return m
}

// FuzzMsgpack: arbitrary bytes never panic; Decode and AppendJSON take and
// refuse the same; what they give is the same record.
func FuzzMsgpack(f *testing.F) {
	for _, c := range readCaptures(f) {
		f.Add(c.value)
	}
	for _, c := range refused {
		f.Add([]byte(c.msg))
	}
	f.Fuzz(func(t *testing.T, msg []byte) {
		m, err := prov.Decode(msg)
		line, jsonErr := prov.AppendJSON(nil, msg)
		if record, err := prov.AppendRecordJSON(nil, msg); err == nil {
			if got := decodeLine(t, string(record)); got["data"] != nil {
				t.Errorf("AppendRecordJSON(%x): got %s, want no data", msg, record)
			}
		}
		if err != nil {
			if jsonErr == nil && len(line) > 0 && line[0] == '{' {
				t.Errorf("Decode(%x): %v, but AppendJSON gives %s", msg, err, line)
			}
			return
		}
		if jsonErr != nil {
			t.Fatalf("AppendJSON(%x): %v, but Decode gives %v", msg, jsonErr, m)
		}
		// A float32 or bytes are another type in JSON; sameShape looks past that.
		if got := decodeLine(t, string(line)); !sameShape(got, m) {
			t.Errorf("of %x: JSON gives %v, msgpack %v", msg, got, m)
		}
	})
}

// sameShape compares maps and lists by their keys and lengths only.
func sameShape(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for k := range a {
			if v, ok := b[k]; !ok || !sameShape(a[k], v) {
				return false
			}
		}
	case []any:
		b, ok := b.([]any)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !sameShape(a[i], b[i]) {
				return false
			}
		}
	case string, float64:
	default:
		return equalValues(a, b)
	}
	return true
}

// FuzzDecodeJSON: arbitrary bytes never panic, and without Python's own words
// DecodeJSON takes, refuses and reads what encoding/json does.
func FuzzDecodeJSON(f *testing.F) {
	for _, c := range readCaptures(f) {
		f.Add([]byte(c.text))
	}
	f.Add([]byte(`{"a": [1, -2.5e-3, "\ud800\u00e9", {"b": null}], "n": 123456789012345678901234567890}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		got, err := prov.DecodeJSON(line)
		if bytes.Contains(line, []byte("NaN")) || bytes.Contains(line, []byte("Infinity")) ||
			err != nil && strings.Contains(err.Error(), "deep") {
			return
		}
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		var want map[string]any
		if !json.Valid(line) || d.Decode(&want) != nil || want == nil {
			if err == nil {
				t.Errorf("DecodeJSON(%q): got %v, want an error", line, got)
			}
			return
		}
		if err != nil {
			t.Errorf("DecodeJSON(%q): %v, want %v", line, err, want)
		} else if !sameJSON(got, want) {
			t.Errorf("DecodeJSON(%q): got %v, want %v", line, got, want)
		}
	})
}

// sameJSON compares what DecodeJSON gives with what encoding/json gives.
func sameJSON(got, want any) bool {
	switch want := want.(type) {
	case json.Number:
		if strings.ContainsAny(string(want), ".eE") {
			_, ok := got.(float64)
			return ok
		}
		text, err := json.Marshal(got)
		return err == nil && (string(text) == string(want) || want == "-0" && string(text) == "0")
	case map[string]any:
		m, ok := got.(map[string]any)
		if !ok || len(m) != len(want) {
			return false
		}
		for k := range want {
			if v, ok := m[k]; !ok || !sameJSON(v, want[k]) {
				return false
			}
		}
		return true
	case []any:
		l, ok := got.([]any)
		if !ok || len(l) != len(want) {
			return false
		}
		for i := range want {
			if !sameJSON(l[i], want[i]) {
				return false
			}
		}
		return true
	}
	return equalValues(got, want)
}
