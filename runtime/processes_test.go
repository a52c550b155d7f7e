//go:build unix

package flowcept_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// companion, in the environment of a process, has it run a workflow of this id with many tasks, and exit.
const companion = "COMPANION"

const companionTasks = 500

func accompany(id string) error {
	return flowcept.Run(context.Background(), func(ctx context.Context) error {
		for i := range companionTasks {
			flowcept.NewTask(ctx, "companion", flowcept.Used{"i": i}).End()
		}
		return nil
	}, flowcept.WorkflowID(id))
}

func TestProcessesThatShareAFile(t *testing.T) {
	isolated(t)
	const n = 3
	var all []*exec.Cmd
	for i := range n {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), companion+"="+fmt.Sprint("w", i))
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		all = append(all, cmd)
	}
	for _, cmd := range all {
		if err := cmd.Wait(); err != nil {
			t.Errorf("%v: %v", cmd.Env[len(cmd.Env)-1], err)
		}
	}
	records, ids := written(t, ""), map[any]bool{}
	for _, r := range records.tasks() {
		ids[r["task_id"]] = true
	}
	for i := range n {
		own := records.of("workflow_id", fmt.Sprint("w", i))
		if got, want := len(own), companionTasks+2; got != want {
			t.Errorf("w%d: got %d records, want %d", i, got, want)
		}
		for j, r := range own.tasks() { // a process's records keep their order
			if got := field(r, "used.i"); got != int64(j) {
				t.Errorf("w%d: got task %v, want %d", i, got, j)
				break
			}
		}
	}
	if got, want := len(ids), n*companionTasks; got != want {
		t.Errorf("got %d task ids, want %d", got, want)
	}
}
