// Package scrub makes records comparable: what a run makes up, ids, times and places, is replaced.
package scrub

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A Scrubber replaces what a run makes up. Equal ids stay equal. Its zero value is ready.
type Scrubber struct{ ids map[string]string }

var (
	made     = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32}\d*$`)
	instance = regexp.MustCompile(`_instance_id_\w+`)
)

// Line is a record as a line of JSON.
func (s *Scrubber) Line(t testing.TB, r map[string]any) string {
	t.Helper()
	for _, key := range slices.Sorted(maps.Keys(r)) {
		switch {
		case strings.HasSuffix(key, "_at"):
			r[key] = "TIME"
		case strings.HasPrefix(key, "telemetry_at_"):
			r[key] = slices.Sorted(maps.Keys(r[key].(map[string]any)))
		case key == "hostname":
			r[key] = "HOST"
		case key == "interceptor_ids":
			r[key] = []string{"PROCESS"}
		default:
			r[key] = s.value(key, r[key])
		}
	}
	if m, ok := r["custom_metadata"].(map[string]any); ok && m["activities"] != nil {
		m["activities"] = slices.Sorted(maps.Keys(m["activities"].(map[string]any)))
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

func (s *Scrubber) value(key string, v any) any {
	switch v := v.(type) {
	case string:
		if !made.MatchString(v) {
			return instance.ReplaceAllString(v, "_instance_id_N")
		}
		if s.ids == nil {
			s.ids = map[string]string{}
		}
		if s.ids[v] == "" {
			s.ids[v] = fmt.Sprint("ID", len(s.ids)+1)
		}
		return s.ids[v]
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			v[k] = s.value(k, v[k])
		}
	}
	return v
}
