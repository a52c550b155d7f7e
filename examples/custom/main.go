// Custom sends tasks by hand: for what is no call of a function of this program.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func main() {
	if err := flowcept.Run(context.Background(), tasks, flowcept.WorkflowName("custom")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func tasks(ctx context.Context) error {
	// An agent reports what it does, in four messages: each of them a task.
	agent := flowcept.AgentID("agent-1")
	flowcept.NewTask(ctx, "ask", flowcept.Used{"question": "2+2"}, agent, flowcept.Tags("message")).Send()
	err := flowcept.WithTask(ctx, "think", func(_ context.Context, t *flowcept.Task) error {
		t.End(flowcept.Generated{"thought": "add them"})
		return nil
	}, flowcept.Used{"question": "2+2"}, agent, flowcept.Tags("message"))
	if err != nil {
		return err
	}
	tool := flowcept.NewTask(ctx, "add", flowcept.Used{"a": 2, "b": 2}, agent, flowcept.Subtype("agent_tool"))
	tool.End(flowcept.Generated{"sum": 4})
	flowcept.NewTask(ctx, "answer", flowcept.Used{"sum": 4}, flowcept.Generated{"answer": "4"}, agent, flowcept.ParentTaskID(tool.ID()))

	// A task that is made with its result, its error or its end has ended.
	flowcept.NewTask(ctx, "failed", flowcept.Used{"a": 1}, flowcept.Stderr("no such file"))

	// Within WithTask, an error makes the task ERROR, and comes back.
	err = flowcept.WithTask(ctx, "fails", func(context.Context, *flowcept.Task) error { return errors.New("no luck") })
	fmt.Println("fails:", err)
	return nil
}
