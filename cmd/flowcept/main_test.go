package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const wire = "../../testdata/wire/"

func tool(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(context.Background(), args, streams{strings.NewReader(stdin), &out, &err})
	return out.String(), err.String(), code
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args   string
		code   int
		stdout string
		stderr string
	}{
		{"", 2, "", "usage: flowcept COMMAND"},
		{"-help", 0, "usage: flowcept COMMAND", ""},
		{"reprot", 2, "", `unknown command "reprot"`},
		{"report -help", 0, "usage: flowcept report", ""},
		{"tail --help", 0, "usage: flowcept tail", ""},
		{"validate -h", 0, "usage: flowcept validate", ""},
		{"report -nosuch", 2, "", "flag provided but not defined: -nosuch"},
		{"report a b", 2, "", "one file at a time"},
		{"report a -nosuch", 2, "", "flag provided but not defined: -nosuch"},
		{"report no/such -md -html", 2, "", "one at a time"},
		{"report -- -html", 1, "", "open -html"},
		{"report .", 1, "", ". is a directory"},
		{"validate .", 1, "", ". is a directory"},
		{"report -workflow last -", 1, "", "is for files"},
		{"report -md -html a", 2, "", "one at a time"},
		{"validate a b", 2, "", "one file at a time"},
		{"tail a b", 2, "", "one file at a time"},
		{"report no/such", 1, "", "no/such"},
		{"validate no/such", 1, "", "no/such"},
		{"tail -kafka a", 2, "", "not both"},
		{"tail .", 1, "", "is a directory"},
	} {
		stdout, stderr, code := tool(t, "", strings.Fields(test.args)...)
		if code != test.code || !strings.Contains(stdout, test.stdout) || !strings.Contains(stderr, test.stderr) || (stderr == "") != (test.stderr == "") {
			t.Errorf("flowcept %s: got %d, %q, %q; want %d, %q, %q", test.args, code, stdout, stderr, test.code, test.stdout, test.stderr)
		}
	}
}

func TestReportReadsFileAndStandardInput(t *testing.T) {
	text, err := os.ReadFile(wire + "ex_error.offline.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	fromFile, _, code := tool(t, "", "report", wire+"ex_error.offline.jsonl")
	fromPipe, _, _ := tool(t, string(text), "report", "-")
	if code != 0 || fromFile != fromPipe || !strings.Contains(fromFile, "bad value") || strings.Contains(fromFile, "\x1b") {
		t.Errorf("got %d and\n%s\nfrom the file, and from the pipe\n%s\nwant the same, with the failure's message, without colours", code, fromFile, fromPipe)
	}
	for flag, want := range map[string]string{"-md": "## Activities", "-html": "<!DOCTYPE html>"} {
		if got, _, code := tool(t, string(text), "report", flag, "-"); code != 0 || !strings.Contains(got, want) {
			t.Errorf("report %s: got %d and %q, want %q in it", flag, code, got, want)
		}
	}
}

func TestReportPassesOverWhatIsNoRecord(t *testing.T) {
	stdout, stderr, code := tool(t, "{\"activity_id\": \"a\"}\n{\"half\n", "report", "-")
	if code != 0 || !strings.Contains(stdout, "a          1") || !strings.Contains(stderr, "standard input:2: ") {
		t.Errorf("got %d, %q, %q; want 0, a task of a, and line 2 named", code, stdout, stderr)
	}
	if stdout, stderr, code := tool(t, "{\"a\": 1}\n", "report", "-"); code != 1 || stdout != "" || !strings.Contains(stderr, "none of 1 lines") {
		t.Errorf("of a line that is something else: got %d, %q and %q, want 1 and that there are no records", code, stdout, stderr)
	}
	if _, stderr, code := tool(t, "", "report", "-"); code != 1 || !strings.Contains(stderr, "no records") {
		t.Errorf("of nothing: got %d and %q, want 1 and that there are no records", code, stderr)
	}
}

func TestValidateNamesTheLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	if err := os.WriteFile(path, []byte("\n{\"type\": \"task\", \"used\": null}\n{\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := tool(t, "", "validate", path)
	for _, want := range []string{path + ":2: used is null", path + ":2: activity_id is missing", path + ":3: "} {
		if !strings.Contains(stdout, want) {
			t.Errorf("validate: got %q, want %q in it", stdout, want)
		}
	}
	if code != 1 || stderr != "" {
		t.Errorf("got %d and stderr %q, want 1 and nothing", code, stderr)
	}
	if stdout, stderr, code := tool(t, "", "validate", "-python", wire+"ex_loop.offline.jsonl"); code != 0 || stdout+stderr != "" {
		t.Errorf("a file of Python's: got %d, %q, %q; want 0 and nothing", code, stdout, stderr)
	}
}

func TestTailShowsAPipeToItsEnd(t *testing.T) {
	text, err := os.ReadFile(wire + "ex_error.offline.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr, code := tool(t, string(text), "tail", "-")
	if lines := strings.Count(stdout, "\n"); code != 0 || stderr != "" || lines != bytes.Count(text, []byte("\n")) || !strings.Contains(stdout, "  task  bad  ERROR") {
		t.Errorf("got %d, %q and\n%s\nwant a line for each record", code, stderr, stdout)
	}
	if stdout, _, _ := tool(t, string(text), "tail", "-json", "-"); !strings.HasPrefix(stdout, "{") {
		t.Errorf("tail -json: got %q, want JSON", stdout)
	}
}

// An interrupt ends the context that tail follows the file in.
func TestTailEndsWellWhenInterrupted(t *testing.T) {
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	var out, err bytes.Buffer
	seen := writerFunc(func(b []byte) (int, error) { interrupt(); return out.Write(b) })
	if code := run(ctx, []string{"tail", wire + "ex_task.offline.jsonl"}, streams{nil, seen, &err}); code != 0 || err.Len() > 0 || out.Len() == 0 {
		t.Errorf("got %d, stdout %q, stderr %q; want 0 and lines", code, &out, &err)
	}
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// What tail -json prints is a file again: the same numbers, spelled as they were.
func TestTailPrintsTheRecordsThemselves(t *testing.T) {
	const want = `{"generated": {"big": 18446744073709551615, "inf": -Infinity, "n": 3, "nan": NaN, "x": 3.0}, "started_at": 1795474433.0, ` +
		`"status": "FINISHED", "task_id": "t", "type": "task", "used": {"list": [1, 2.5, null, true, "<é>"]}}` + "\n"
	if stdout, stderr, _ := tool(t, want, "tail", "-json", "-"); stdout != want || stderr != "" {
		t.Errorf("got %q, stderr %q, want %q", stdout, stderr, want)
	}
}

func TestWithoutTheFileOfTheSettingsTheMessageSaysWhoWritesIt(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("FLOWCEPT_USE_DEFAULT", "true")
	for _, command := range []string{"report", "validate"} {
		if _, stderr, code := tool(t, "", command); code != 1 || !strings.Contains(stderr, "flowcept_buffer.jsonl") || !strings.Contains(stderr, "a captured program writes it") {
			t.Errorf("%s: got %d and %q", command, code, stderr)
		}
	}
}

// A file that is appended to has several runs in it.
func TestReportIsAboutOneWorkflow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	text := `{"type": "workflow", "workflow_id": "w1", "name": "first"}
{"type": "task", "workflow_id": "w1", "activity_id": "early"}
{"type": "workflow", "workflow_id": "w2", "name": "second"}
{"type": "workflow", "workflow_id": "m", "name": "below", "parent_workflow_id": "w2"}
{"type": "task", "workflow_id": "m", "activity_id": "deep"}
{"type": "task", "workflow_id": "w2", "activity_id": "late"}
{"type": "workflow", "workflow_id": "n", "name": "another", "parent_workflow_id": "m"}
`
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	names := []string{"first", "early", "second", "below", "deep", "late", "another"}
	for workflow, want := range map[string][]string{
		"w": names, "w1": names[:2], "w2": names[2:], "last": names[2:], "m": {"below", "deep", "another"},
	} {
		stdout, stderr, code := tool(t, "", "report", path, "-workflow", workflow)
		for _, name := range names {
			if got := strings.Contains(stdout, name); got != slices.Contains(want, name) || code != 0 || stderr != "" {
				t.Errorf("-workflow %s: got %d, %q, %s there %v in\n%s", workflow, code, stderr, name, got, stdout)
			}
		}
	}
	if _, stderr, code := tool(t, "", "report", path, "-workflow", "x"); code != 1 || !strings.Contains(stderr, "no records of a workflow x") {
		t.Errorf("of one that is not there: got %d and %q", code, stderr)
	}
}
