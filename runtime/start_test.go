package flowcept_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// Start names what is wrong with the settings, and the program goes on, uncaptured.
func TestStartWithSettingsThatAreWrong(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"not an integer", "mq: {port: abc}", `:1: mq.port: want an integer, got "abc"`},
		{"two problems", "mq: {port: abc}\nproject: {enrich_messages: 7}", "project.enrich_messages"},
		{"a slip in our own keys", "go: {spol: {dir: x}}", "spool"},
		{"not YAML", "a: [", "settings.yaml"},
		{"online without a transport", "project: {db_flush_mode: online}", "mq.enabled"},
		{"nowhere to go", "project:\n  dump_buffer: {enabled: false}", ":2: project.dump_buffer.enabled: want true"},
		{"not a file", "project: {dump_buffer: {path: /dev/null}}", "/dev/null"},
		{"a directory that cannot be made", "project: {dump_buffer: {path: /dev/null/x/y.jsonl}}", "/dev/null"},
	} {
		t.Run(c.name, func(t *testing.T) {
			isolated(t)
			configured(t, c.yaml)
			wf, err := flowcept.Start(t.Context())
			if wf != nil || err == nil {
				t.Fatalf("got %v, %v; want no workflow and an error", wf, err)
			}
			if !strings.Contains(err.Error(), c.want) || strings.Count(err.Error(), "flowcept:") != 1+strings.Count(err.Error(), "\n") {
				t.Errorf("got error %q, want one with %q, and flowcept: once a line", err, c.want)
			}
			ran := flowcept.Run(t.Context(), func(context.Context) error { t.Error("Run called its function"); return nil })
			if ran == nil || ran.Error() != err.Error() {
				t.Errorf("Run returned %v, want the error of Start, %v", ran, err)
			}
			if task := flowcept.NewTask(t.Context(), "a"); task != nil {
				t.Errorf("got a task, want nil")
			}
			if err := wf.Stop(t.Context()); err != nil {
				t.Errorf("Stop: %v", err)
			}
			if left, err := os.ReadDir("."); err != nil || len(left) != 0 {
				t.Errorf("files left behind: %v, %v", left, err)
			}
		})
	}
}

// A key that may be a slip is no error, and not silent.
func TestStartWithASlipInAKeyOfPythons(t *testing.T) {
	isolated(t)
	configured(t, "project: {db_flush_mod: online}")
	errs := heard(t)
	if err := flowcept.Run(t.Context(), func(context.Context) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if got := errs(); len(got) != 1 || !strings.Contains(got[0].Error(), `:1: project.db_flush_mod: no such key`) {
		t.Errorf("OnError heard %v, want one doubt about the key, with its line", got)
	}
}

func TestStartWithASettingsFileThatIsNotThere(t *testing.T) {
	isolated(t)
	if _, err := flowcept.Start(t.Context(), flowcept.SettingsFile("none.yaml")); err == nil || !strings.Contains(err.Error(), "none.yaml") {
		t.Errorf("got %v, want an error that names the file", err)
	}
}

func TestStartWithAContextThatHasEnded(t *testing.T) {
	isolated(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if wf, err := flowcept.Start(ctx); wf != nil || err == nil {
		t.Errorf("got %v, %v; want no workflow and an error", wf, err)
	}
}

// A workflow of a directive says in one line why nothing is captured.
func TestADirectivesWorkflowWithSettingsThatAreWrong(t *testing.T) {
	isolated(t)
	configured(t, "mq: {port: abc}\nproject: {enrich_messages: 7}")
	said := stderr(t, func() {
		wf := flowcept.BeginWorkflow(flowcept.WorkflowName("w"))
		if wf != nil {
			t.Errorf("got a workflow, want nil")
		}
		wf.EndReturn(nil)
	})
	if strings.Count(said, "\n") != 1 || !strings.Contains(said, "mq.port") || !strings.Contains(said, "enrich_messages") {
		t.Errorf("got %q on stderr, want one line with both problems", said)
	}
}

// stderr is what f prints there.
func stderr(t *testing.T, f func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	own := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = own }()
	f()
	return contents(t, file.Name())
}

// Where capture is switched off everything can be called, and nothing is captured, written or reported.
func TestSwitchedOff(t *testing.T) {
	for name, off := range map[string]func(){
		"FLOWCEPT=off":                     func() { t.Setenv("FLOWCEPT", "off"); configured(t, "broken: [") },
		"instrumentation.enabled is false": func() { configured(t, "instrumentation: {enabled: false}") },
	} {
		t.Run(name, func(t *testing.T) {
			isolated(t)
			off()
			flowcept.ForgetNotStarted()
			errs, past := heard(t), flowcept.Stats()
			asked := &shy{t}
			wf, err := flowcept.Start(t.Context(), flowcept.WorkflowID("w"), flowcept.CampaignID("c"),
				flowcept.WorkflowArgs(flowcept.Values{"x": asked}))
			if err != nil {
				t.Fatal(err)
			}
			if wf.ID() != "w" || wf.CampaignID() != "c" {
				t.Errorf("got ids %q, %q; want w, c: the program may pass them on", wf.ID(), wf.CampaignID())
			}
			called := 0
			err = flowcept.Run(t.Context(), func(ctx context.Context) error {
				flowcept.NewTask(ctx, "a", flowcept.Used{"x": asked}).End()
				for range flowcept.Loop(ctx, []any{asked}) {
					flowcept.EndIter(flowcept.Generated{"x": asked})
					called++
				}
				return flowcept.WithTask(ctx, "b", func(context.Context, *flowcept.Task) error { called++; return nil })
			})
			if err != nil || called != 2 {
				t.Errorf("got %v after %d calls, want no error and 2", err, called)
			}
			if err := wf.Stop(t.Context()); err != nil {
				t.Error(err)
			}
			if got := errs(); len(got) != 0 {
				t.Errorf("OnError heard %v, want nothing", got)
			}
			if got := since(past); got != (flowcept.Counters{}) {
				t.Errorf("got %+v, want nothing counted", got)
			}
			if left, err := os.ReadDir("."); err != nil || len(left) != 0 {
				t.Errorf("files left behind: %v, %v", left, err)
			}
		})
	}
}

// A shy value must not be asked for its text.
type shy struct{ t *testing.T }

func (s *shy) MarshalText() ([]byte, error) {
	s.t.Error("a value was encoded")
	return nil, nil
}
