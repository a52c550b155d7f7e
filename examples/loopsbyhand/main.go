// Loopsbyhand records each iteration of a loop without a generator.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func main() {
	if err := flowcept.Run(context.Background(), loops, flowcept.WorkflowName("loops")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func loops(ctx context.Context) error {
	for epoch := range flowcept.LoopN(ctx, 3, flowcept.LoopName("train_loop"), flowcept.ItemName("epoch")) {
		flowcept.EndIter(flowcept.Generated{"loss": 1 / float64(epoch+1)})
	}

	// Without times, at the least cost.
	for _, batch := range flowcept.Loop(ctx, []int{10, 20}, flowcept.LoopName("eval_loop"), flowcept.ItemName("batch"), flowcept.Lightweight()) {
		flowcept.EndIter(flowcept.Generated{"metric": 2 * batch})
	}

	// Of a sequence nobody knows the length of.
	for i, name := range flowcept.LoopSeq(ctx, slices.Values([]string{"a", "b", "c"}), flowcept.LoopName("read"), flowcept.ItemName("file")) {
		if i == 1 {
			break // the iteration that leaves is recorded too
		}
		flowcept.EndIter(flowcept.Generated{"length": len(name)})
	}

	// Not captured, at next to no cost.
	for range flowcept.LoopN(ctx, 1000, flowcept.LoopName("hot"), flowcept.CaptureEnabled(false)) {
	}

	// Within a task, which is the iterations' parent.
	return flowcept.WithTask(ctx, "sweep", func(ctx context.Context, _ *flowcept.Task) error {
		for range flowcept.LoopN(ctx, 4, flowcept.LoopName("try"), flowcept.Every(2)) {
		}
		return nil
	})
}
