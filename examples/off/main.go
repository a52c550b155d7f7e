// Off leaves a loop out, and with FLOWCEPT=off in the environment everything.
package main

import (
	"context"
	"fmt"
	"os"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func main() {
	err := flowcept.Run(context.Background(), func(ctx context.Context) error {
		flowcept.NewTask(ctx, "recorded").Send()
		for range flowcept.LoopN(ctx, 1000, flowcept.LoopName("hot"), flowcept.CaptureEnabled(false)) {
		}
		return nil
	}, flowcept.WorkflowName("off"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println("done")
}
