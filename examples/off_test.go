package examples

import (
	"os/exec"
	"strings"
	"testing"
)

// The other tests hold the example without the tag and with FLOWCEPT=off.
func TestOffByConditionAndBySettings(t *testing.T) {
	binary := build(t, "off", "-tags", "flowcept")
	_, quiet := run(t, binary)
	_, verbose := run(t, binary, "VERBOSE=1")
	if got := strings.Count(verbose, `"activity_id":"collatz_iteration"`); got != 8 || strings.Contains(quiet, "collatz_iteration") {
		t.Errorf("got %d iterations with VERBOSE, want 8, and without it none in\n%s", got, quiet)
	}
	p := place(t)
	cmd := exec.Command(binary)
	cmd.Dir, cmd.Env = p.dir, append(p.env, "FLOWCEPT_SETTINGS_PATH="+abs(t, "off/settings.yaml"))
	if out, err := cmd.CombinedOutput(); err != nil || string(out) != "8\n" {
		t.Errorf("got %q, %v, want 8", out, err)
	}
	if got := p.records(t); got != "" {
		t.Errorf("with capture off in the settings, got records\n%s", got)
	}
}
