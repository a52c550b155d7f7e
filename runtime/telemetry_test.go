package flowcept_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// Which blocks of metrics tasks and iterations record, by the settings and by what they ask for themselves.
func TestTelemetry(t *testing.T) {
	for _, c := range []struct {
		name, yaml         string
		plain, on, off, io string // blocks of a task that says nothing, Telemetry(true), Telemetry(false), a lightweight iteration
	}{
		{"the settings choose nothing", "", "", "cpu memory process", "", ""},
		{"the settings choose", "telemetry_capture: {mem: true, cpu: true}", "cpu memory", "cpu memory", "", ""},
		{"switched off", "telemetry_capture: {enabled: false, mem: true}", "", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			isolated(t)
			errs := heard(t)
			configured(t, c.yaml)
			err := flowcept.Run(t.Context(), func(ctx context.Context) error {
				for name, opts := range map[string][]flowcept.TaskLoopOption{
					"plain": nil, "on": {flowcept.Telemetry(true)}, "off": {flowcept.Telemetry(false)},
				} {
					var taskOpts []flowcept.TaskOption
					loopOpts := []flowcept.LoopOption{flowcept.LoopName(name)}
					for _, o := range opts {
						taskOpts, loopOpts = append(taskOpts, o), append(loopOpts, o)
					}
					flowcept.NewTask(ctx, name, taskOpts...).End()
					for range flowcept.LoopN(ctx, 1, loopOpts...) {
					}
				}
				for range flowcept.LoopN(ctx, 1, flowcept.LoopName("light"), flowcept.Lightweight()) {
				}
				return nil
			})
			if err != nil || len(errs()) > 0 {
				t.Fatal(err, errs())
			}
			all := written(t, "")
			for name, want := range map[string]string{"plain": c.plain, "on": c.on, "off": c.off} {
				for _, activity := range []string{name, name + "_iteration"} {
					for _, key := range []string{"telemetry_at_start", "telemetry_at_end"} {
						if got := blocks(all.task(t, activity), key); got != want {
							t.Errorf("%s of %s: got blocks %q, want %q", key, activity, got, want)
						}
					}
				}
			}
			if got := blocks(all.task(t, "light_iteration"), "telemetry_at_end"); got != c.io {
				t.Errorf("lightweight: got blocks %q, want %q", got, c.io)
			}
		})
	}
}

// blocks are the names of the blocks of a snapshot.
func blocks(r flowcept.Record, key string) string {
	snapshot, _ := r[key].(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(snapshot)), " ")
}
