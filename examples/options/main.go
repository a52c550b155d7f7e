// Options gives a workflow all that it can say of itself.
package main

import (
	"context"
	"fmt"
	"os"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func main() {
	err := flowcept.Run(context.Background(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "train", flowcept.Used{"lr": 0.1}).End(flowcept.Generated{"loss": 0.2})
		return nil
	},
		flowcept.WorkflowName("training"),
		flowcept.WorkflowSubtype("ml_workflow"),
		flowcept.WorkflowDescription("tries learning rates"),
		flowcept.WorkflowArgs(flowcept.Values{"epochs": []int{10, 100}, "learning_rates": []float64{0.1, 0.01}}),
		flowcept.WorkflowID("training-1"),
		flowcept.ParentWorkflowID("study-1"),
		flowcept.CampaignID("experiment-42"),
		flowcept.AgentID("agent-1"),
		flowcept.AgentName("trainer"),
		flowcept.Tags("demo"),
		flowcept.Metadata(flowcept.Values{"owner": "devX"}),
	)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
