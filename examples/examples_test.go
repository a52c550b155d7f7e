package examples

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/internal/fresh"
	"github.com/flowcept/flowcept-go/internal/scrub"
	"github.com/flowcept/flowcept-go/report/check"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

var update = flag.Bool("update", false, "rewrite the records.golden.jsonl of the examples")

// alone are the examples that are run in a way of their own, each by a test of its own. Agent and model are modules of
// their own, with theirs.
var alone = map[string]bool{"agent": true, "dependency": true, "distributed": true, "model": true}

func TestExamplesRecordWhatTheirGoldensSay(t *testing.T) {
	for _, dir := range examples(t) {
		t.Run(dir, func(t *testing.T) {
			plain, captured := build(t, dir), build(t, dir, "-tags", "flowcept")
			wantOut, unmarked := run(t, plain)
			out, records := run(t, captured)
			if out != wantOut {
				t.Errorf("captured, the program prints\n%s\nplain\n%s", out, wantOut)
			}
			compare(t, filepath.Join(dir, golden), records)
			if siblings, _ := filepath.Glob(filepath.Join(dir, "*.flowcept.go")); len(siblings) > 0 && unmarked != "" {
				t.Errorf("without the tag, got records\n%s\nwant none", unmarked)
			}
			if out, records := run(t, captured, "FLOWCEPT=off"); out != wantOut || records != "" {
				t.Errorf("switched off, the program prints\n%s\nand records\n%s\nwant\n%s\nand no records", out, records, wantOut)
			}
		})
	}
}

func TestExamplesRecordTheSameThroughAnOverlay(t *testing.T) {
	dirs, bin := examples(t), t.TempDir()
	args := []string{"tool", "flowcept-gen", "go", "build", "-o", bin + string(filepath.Separator)}
	for _, dir := range dirs {
		args = append(args, "./"+dir)
	}
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", args, err, out)
	}
	for _, dir := range dirs {
		binary, err := exec.LookPath(filepath.Join(bin, dir)) // with .exe where programs have it
		if err != nil {
			t.Error(err)
			continue
		}
		if _, records := run(t, binary); !*update {
			compare(t, filepath.Join(dir, golden), records)
		}
	}
}

const golden = "records.golden.jsonl"

// examples are the directories that have a golden and are run alike.
func examples(t *testing.T) (dirs []string) {
	t.Helper()
	fresh.Sources(t, "..")
	goldens, err := filepath.Glob("*/" + golden)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range goldens {
		if dir := filepath.Dir(path); !alone[dir] {
			dirs = append(dirs, dir)
		}
	}
	if len(dirs) == 0 {
		t.Fatal("got no goldens")
	}
	return dirs
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
	p := place(t)
	cmd := exec.Command(binary)
	cmd.Dir = p.dir
	cmd.Env = append(p.env, env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil || stderr.Len() > 0 {
		t.Fatalf("the program ended with %v and stderr %q", err, &stderr)
	}
	return string(out), p.records(t)
}

// A workplace is a directory of a program's own, with its settings, spool and records.
type workplace struct {
	dir, file string
	env       []string
}

func place(t *testing.T) workplace {
	t.Helper()
	p := workplace{dir: t.TempDir()}
	p.file = filepath.Join(p.dir, "flowcept_buffer.jsonl")
	settings := filepath.Join(p.dir, "settings.yaml")
	text := "project:\n  enrich_messages: false\n  dump_buffer:\n    path: '" + p.file + "'\n"
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	p.env = append(os.Environ(), "FLOWCEPT_SETTINGS_PATH="+settings, "XDG_CACHE_HOME="+p.dir, "HOME="+p.dir, "LocalAppData="+p.dir)
	return p
}

// records are those in the file, scrubbed; "" where there is none.
func (p workplace) records(t *testing.T) (lines string) {
	t.Helper()
	if _, err := os.Stat(p.file); err != nil {
		return ""
	}
	var all []flowcept.Record
	var rules check.Checker
	for r, err := range flowcept.ReadBufferFile(p.file) {
		if err != nil {
			t.Fatal(err)
		}
		for _, finding := range rules.Record(r) {
			t.Errorf("%s in the record %v", finding, r)
		}
		all = append(all, r)
	}
	var s scrub.Scrubber
	for _, r := range ordered(all) {
		lines += s.Line(t, r)
	}
	return lines
}

// ordered has the tasks without times behind all others, by loop, number and values: their records are in no order where
// the goroutine moves between processors.
func ordered(all []flowcept.Record) []flowcept.Record {
	var timed, timeless []flowcept.Record
	for _, r := range all {
		if r["type"] == "task" && r["started_at"] == nil {
			timeless = append(timeless, r)
		} else {
			timed = append(timed, r)
		}
	}
	key := func(r flowcept.Record) string {
		used, _ := r["used"].(map[string]any)
		return fmt.Sprintf("%v %v %04v %v", r["activity_id"], r["group_id"], used["i"], used)
	}
	slices.SortStableFunc(timeless, func(a, b flowcept.Record) int { return strings.Compare(key(a), key(b)) })
	return append(timed, timeless...)
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

func abs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}
