package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func TestObserveRecordsUntilItIsInterrupted(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, value := range map[string]string{"HOME": dir, "XDG_CACHE_HOME": dir, "LocalAppData": dir, "FLOWCEPT_SETTINGS_PATH": ""} {
		t.Setenv(name, value)
	}
	for _, test := range []struct {
		settings, args string
		code           int
		stderr         string
	}{
		{"", "-help", 0, ""},
		{"", "-nosuch", 2, "flag provided but not defined"},
		{"project: {enrich_messages: false}", "-settings s.yaml", 1, "no section below adapters"},
		{"adapters: {runs: {kind: mlflow}}", "-settings s.yaml other", 1, "adapters.other: there is no such section"},
		{"adapters: {runs: {kind: mlflow, watch_interval_sec: often}}", "-settings s.yaml", 1, "flowcept observe: settings: s.yaml:1: adapters.runs.watch_interval_sec: want a number of seconds, got \"often\"\n"},
		{"adapters:\n  runs:\n    kind: mlflow\n    log_parms: [a]\n    shelf: 3", "-settings s.yaml", 1,
			"s.yaml:4: adapters.runs.log_parms: adapters of kind mlflow have no such key (did you mean \"log_params\"?)\n"},
		{"adapters: {runs: {kind: mlfow}}", "-settings s.yaml", 1, "s.yaml:1: adapters.runs.kind: adapters of kind \"mlfow\" are not linked; those that are: [broker "},
		{"adapters: {a: {kind: mqtt, queues: a, qos: x, port: y}}", "-settings s.yaml", 1, "\nflowcept observe: settings: "},
		{"adapters: {tensorboard: {log_tags: [scalars], anything: 1}}", "-settings s.yaml", 0, ""},
		{"adapters: {runs: {kind: mlflow}}", "-settings s.yaml", 0, ""},
	} {
		if err := os.WriteFile("s.yaml", []byte(test.settings), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel() // as an interrupt does
		var out, stderr bytes.Buffer
		code := run(ctx, append([]string{"observe"}, strings.Fields(test.args)...), streams{nil, &out, &stderr})
		if code != test.code || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("%s with %q: got exit status %d and stderr %q, want %d and %q", test.args, test.settings, code, &stderr, test.code, test.stderr)
		}
	}
	n := 0
	for r, err := range flowcept.ReadBufferFile(filepath.Join(dir, "flowcept_buffer.jsonl")) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; r["name"] != "observe" {
			t.Errorf("got record %v, want the workflow", r)
		}
	}
	if n != 4 {
		t.Errorf("got %d records, want the two of each of two workflows", n)
	}
}
