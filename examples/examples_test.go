package examples

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

var update = flag.Bool("update", false, "rewrite the records.golden.jsonl of the examples")

func TestExamplesRecordWhatTheirGoldensSay(t *testing.T) {
	goldens, err := filepath.Glob("*/records.golden.jsonl")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("got no goldens, %v", err)
	}
	for _, golden := range goldens {
		dir := filepath.Dir(golden)
		t.Run(dir, func(t *testing.T) {
			plain, captured := build(t, dir), build(t, dir, "-tags", "flowcept")
			wantOut, unmarked := run(t, plain)
			out, records := run(t, captured)
			if out != wantOut {
				t.Errorf("captured, the program prints\n%s\nplain\n%s", out, wantOut)
			}
			compare(t, golden, records)
			if siblings, _ := filepath.Glob(filepath.Join(dir, "*.flowcept.go")); len(siblings) > 0 && unmarked != "" {
				t.Errorf("without the tag, got records\n%s\nwant none", unmarked)
			}
			if out, records := run(t, captured, "FLOWCEPT=off"); out != wantOut || records != "" {
				t.Errorf("switched off, the program prints\n%s\nand records\n%s\nwant\n%s\nand no records", out, records, wantOut)
			}
		})
	}
}

func build(t *testing.T, dir string, flags ...string) (binary string) {
	t.Helper()
	binary = filepath.Join(t.TempDir(), "example.exe")
	args := append([]string{"build", "-o", binary}, flags...)
	if out, err := exec.Command("go", append(args, "./"+dir)...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	return binary
}

// run runs a program in an empty directory and returns what it printed and, scrubbed, what it recorded.
func run(t *testing.T, binary string, env ...string) (stdout, records string) {
	t.Helper()
	dir := t.TempDir()
	settings := filepath.Join(dir, "settings.yaml")
	if err := os.WriteFile(settings, []byte("project:\n  enrich_messages: false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(binary)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "FLOWCEPT_SETTINGS_PATH="+settings, "XDG_CACHE_HOME="+dir, "HOME="+dir, "LocalAppData="+dir)
	cmd.Env = append(cmd.Env, env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("the program ended with %v and stderr %q", err, &stderr)
	}
	path := filepath.Join(dir, "flowcept_buffer.jsonl")
	if _, err := os.Stat(path); err != nil {
		return string(out), ""
	}
	s := scrubber{ids: map[string]string{}}
	for r, err := range flowcept.ReadBufferFile(path) {
		if err != nil {
			t.Fatal(err)
		}
		records += s.line(t, r)
	}
	return string(out), records
}

// A scrubber replaces what a run makes up. Equal ids stay equal.
type scrubber struct{ ids map[string]string }

var (
	made     = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$|^[0-9a-f]{32}\d*$`)
	instance = regexp.MustCompile(`_instance_id_\w+`)
)

func (s *scrubber) line(t *testing.T, r flowcept.Record) string {
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

func (s *scrubber) value(key string, v any) any {
	switch v := v.(type) {
	case string:
		if !made.MatchString(v) {
			return instance.ReplaceAllString(v, "_instance_id_N")
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

func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", golden, got, want)
	}
}
