// Adapters records what another tool does, beside the program's own tasks: an instrument that knows nothing of provenance
// and writes a log, of which an adapter makes a task for each measurement.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func main() {
	dir, err := os.MkdirTemp("", "instrument")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer os.RemoveAll(dir)
	log := filepath.Join(dir, "instrument.log")
	err = flowcept.Run(context.Background(), func(ctx context.Context) error { return campaign(ctx, log) },
		flowcept.WorkflowName("adapters"), flowcept.Observe(&instrument{log: log}))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// campaign is the program itself, which does no more than to set the instrument going.
func campaign(ctx context.Context, log string) error {
	flowcept.NewTask(ctx, "schedule", flowcept.Used{"samples": 3}).End()
	return measure(log)
}

// measure stands for the instrument.
func measure(log string) error {
	const lines = "2026-03-01T09:00:00Z 2026-03-01T09:00:12Z quartz 1550 ok\n" +
		"2026-03-01T09:00:20Z 2026-03-01T09:00:31Z calcite 1436 ok\n" +
		"2026-03-01T09:00:40Z 2026-03-01T09:00:41Z halite - no signal\n"
	fmt.Print(lines)
	return os.WriteFile(log, []byte(lines), 0o600)
}
