package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/report/check"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

var update = flag.Bool("update", false, "rewrite the goldens")

// calls are what a client asks for, and what it prints.
var calls = []struct {
	args []string
	want string
}{
	{[]string{"summarize", "document=spool", "words=12"},
		`{"text":"Finished records survive a killed process; the next one delivers them.","tokens":13}`},
	{[]string{"summarize", "document=topic"}, "error: 429 Too Many Requests: Rate limit reached for small-model"},
	{[]string{"summarize", "document=nowhere"}, `error: no document "nowhere"`},
	{[]string{"find", "word=process"}, "spool\ntopic"},
	{[]string{"find", "word="}, "error: a word is needed"},
}

// An agent is a program, built and given a directory, an endpoint and settings.
type agent struct {
	binary, dir string
	env         []string
}

// build builds it with a command of go.
func build(t *testing.T, endpoint string, command ...string) *agent {
	t.Helper()
	a := &agent{binary: filepath.Join(t.TempDir(), "agent.exe"), dir: t.TempDir()}
	if out, err := exec.Command("go", append(command, "-o", a.binary, ".")...).CombinedOutput(); err != nil {
		t.Fatalf("go %v: %v\n%s", command, err, out)
	}
	settings := filepath.Join(a.dir, "settings.yaml")
	if err := os.WriteFile(settings, []byte("project:\n  enrich_messages: false\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a.env = append(os.Environ(), "OPENAI_BASE_URL="+endpoint, "OPENAI_API_KEY=secret", "OPENAI_MODEL=small-model",
		"FLOWCEPT_SETTINGS_PATH="+settings, "XDG_CACHE_HOME="+a.dir, "HOME="+a.dir, "LocalAppData="+a.dir)
	return a
}

func (a *agent) command(args ...string) *exec.Cmd {
	cmd := exec.Command(a.binary, args...)
	cmd.Dir, cmd.Env = a.dir, a.env
	return cmd
}

// call makes all calls, with these flags.
func (a *agent) call(t *testing.T, flags ...string) {
	t.Helper()
	for _, c := range calls {
		cmd := a.command(slices.Concat([]string{"call"}, flags, c.args)...)
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if got := strings.TrimSpace(string(out)); got != c.want || err != nil || stderr.Len() > 0 {
			t.Errorf("call %v: got %q, %v and stderr %q, want %q", c.args, got, err, &stderr, c.want)
		}
	}
}

// serve starts a server on HTTP and returns its URL, and what ends it as Ctrl-C does.
func (a *agent) serve(t *testing.T) (url string, end func()) {
	t.Helper()
	cmd := a.command("serve", "-http", "127.0.0.1:0")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stderr)
	if !lines.Scan() {
		t.Fatalf("the server says nothing: %v", cmd.Wait())
	}
	url, ok := strings.CutPrefix(lines.Text(), "listening on ")
	if !ok {
		t.Fatalf("the server says %q", lines.Text())
	}
	return url, func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			t.Errorf("the server says %q", lines.Text())
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server ends with %v", err)
		}
	}
}

func TestPlainAgentRecordsNothing(t *testing.T) {
	a := build(t, endpoint(t), "build")
	a.call(t)
	if got := a.records(t); got != "" {
		t.Errorf("got records\n%s", got)
	}
}

func TestOverStdio(t *testing.T) {
	for mode, command := range map[string][]string{"siblings": {"build", "-tags", "flowcept"}, "overlay": {"tool", "flowcept-gen", "go", "build"}} {
		t.Run(mode, func(t *testing.T) {
			a := build(t, endpoint(t), command...)
			a.call(t)
			compare(t, "records.golden.jsonl", a.records(t))
		})
	}
}

func TestOverHTTP(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process cannot be interrupted there")
	}
	a := build(t, endpoint(t), "build", "-tags", "flowcept")
	url, end := a.serve(t)
	a.call(t, "-http", url)
	end()
	compare(t, "testdata/http.golden.jsonl", a.records(t))
}

// records are those that have been written, a line each, in the order in which they were, with a task's parent by its
// activity and without what differs from run to run.
func (a *agent) records(t *testing.T) string {
	t.Helper()
	path := filepath.Join(a.dir, "flowcept_buffer.jsonl")
	if _, err := os.Stat(path); os.IsNotExist(err) {
		return ""
	}
	var list []flowcept.Record
	activities := map[any]any{}
	var rules check.Checker
	for r, err := range flowcept.ReadBufferFile(path) {
		if err != nil {
			t.Fatal(err)
		}
		for _, finding := range rules.Record(r) {
			t.Errorf("%s in the record %v", finding, r)
		}
		list = append(list, r)
		activities[r["task_id"]] = r["activity_id"]
	}
	var b strings.Builder
	for _, r := range list {
		if parent, ok := r["parent_task_id"]; ok {
			r["parent"] = activities[parent]
		}
		for _, key := range []string{"task_id", "parent_task_id", "workflow_id", "campaign_id", "started_at", "ended_at",
			"registered_at", "hostname", "interceptor_ids"} {
			delete(r, key)
		}
		if meta, ok := r["custom_metadata"].(map[string]any); ok {
			delete(meta, "activities") // where the code is
		}
		line, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", line)
	}
	return b.String()
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
