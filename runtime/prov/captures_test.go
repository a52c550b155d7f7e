package prov_test

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

const captures = "../../testdata/wire"

// A capture is one message that Python sent.
type capture struct {
	where string // file:line
	value []byte // msgpack
	text  string // the same as Python's json.dumps writes it
}

func readCaptures(t testing.TB) []capture {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(captures, "*.kafka.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no captures in %s: %v", captures, err)
	}
	var all []capture
	for _, file := range files {
		for i, line := range readLines(t, file) {
			// The line holds a NaN here and there, which encoding/json refuses.
			c, err := prov.DecodeJSON([]byte(line))
			if err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			value, err := hex.DecodeString(c["hex"].(string))
			if err != nil {
				t.Fatalf("%s:%d: %v", file, i+1, err)
			}
			_, msg, _ := strings.Cut(strings.TrimSuffix(line, "}"), `"msg": `)
			all = append(all, capture{fmt.Sprintf("%s:%d", filepath.Base(file), i+1), value, msg})
		}
	}
	return all
}

func TestCapturesDecode(t *testing.T) {
	for _, c := range readCaptures(t) {
		want, err := prov.DecodeJSON([]byte(c.text))
		if err != nil {
			t.Errorf("%s: DecodeJSON(%s): %v", c.where, c.text, err)
			continue
		}
		got := decode(t, c.value)
		if !equalValues(got, want) {
			t.Errorf("%s: got %v, want %v", c.where, got, want)
		}
		if again := decode(t, encode(t, got)); !equalValues(again, got) {
			t.Errorf("%s: encoded again: got %v, want %v", c.where, again, got)
		}
	}
}

// TestCapturesTranscode wants, byte for byte, what Python wrote of the message.
func TestCapturesTranscode(t *testing.T) {
	for _, c := range readCaptures(t) {
		got, err := prov.AppendRecordJSON(nil, c.value)
		if err != nil || string(got) != c.text {
			t.Errorf("%s: got %s, %v; want %s", c.where, got, err, c.text)
		}
	}
}

// TestCapturesFitTheRecords puts each message into our record and sends that:
// nothing of it has no place, and nothing changes but that nulls go.
func TestCapturesFitTheRecords(t *testing.T) {
	seen := map[string]int{}
	for _, c := range readCaptures(t) {
		want := decode(t, c.value)
		maps.DeleteFunc(want, func(_ string, v any) bool { return v == nil })
		typ, _ := want["type"].(string)
		if typ == "" {
			typ = "task" // Python's loop iterations
		}
		seen[typ]++
		r := kinds[typ]()
		delete(want, "type")
		left := fill(t, r, want)
		if w, ok := r.(*prov.Workflow); ok && slices.Contains(left, "conf") {
			w.SettingsPath = want["conf"].(map[string]any)["settings_path"].(string)
			left = slices.DeleteFunc(left, func(k string) bool { return k == "conf" })
		}
		if len(left) > 0 {
			t.Errorf("%s: a %s has no field for %q", c.where, typ, left)
		}
		want["type"] = typ
		if got := decode(t, r.AppendMsgpack(nil)); !equalValues(got, want) {
			t.Errorf("%s: got %v, want %v", c.where, got, want)
		}
	}
	for _, typ := range []string{"task", "workflow", "agent", "flowcept_control"} {
		if seen[typ] == 0 {
			t.Errorf("no capture of a %s", typ)
		}
	}
}

// TestCapturesOfflineAgree compares the file that Python wrote with what it
// sent when the same example ran with Kafka, where one run equals the other.
func TestCapturesOfflineAgree(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(captures, "*.offline.jsonl"))
	sent := map[string][]map[string]any{}
	for _, c := range readCaptures(t) {
		example, _, _ := strings.Cut(c.where, ".")
		sent[example] = append(sent[example], decode(t, c.value))
	}
	compared := 0
	for _, file := range files {
		example, _, _ := strings.Cut(filepath.Base(file), ".")
		lines := readLines(t, file)
		for i, line := range lines {
			got, err := prov.DecodeJSON([]byte(line))
			if err != nil {
				t.Errorf("%s:%d: %v", file, i+1, err)
				continue
			}
			if len(lines) != len(sent[example]) {
				continue // this example captured more with Kafka
			}
			compared++
			for _, key := range []string{"activity_id", "status", "used", "generated", "stderr", "subtype", "type"} {
				if want := sent[example][i][key]; !equalValues(got[key], want) {
					t.Errorf("%s:%d: %s: got %v, want %v", file, i+1, key, got[key], want)
				}
			}
		}
	}
	if compared < 30 {
		t.Errorf("compared %d records, want 30 or more", compared)
	}
}

func readLines(t testing.TB, file string) []string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<24)
	for s.Scan() {
		lines = append(lines, s.Text())
	}
	if err := s.Err(); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return lines
}
