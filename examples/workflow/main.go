// Workflow opens a workflow by hand in both ways: Run around a function, Start and Stop around anything.
package main

import (
	"context"
	"fmt"
	"os"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

func main() {
	ctx := context.Background()
	if err := flowcept.Run(ctx, download, flowcept.WorkflowName("download")); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}

	wf, err := flowcept.Start(ctx, flowcept.WorkflowName("parse"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err) // the program goes on, uncaptured
	}
	flowcept.NewTask(ctx, "count", flowcept.Used{"file": "a.csv"}).End(flowcept.Generated{"records": 42})
	if err := wf.Stop(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err) // says what is not delivered, and where it is kept
	}
}

func download(ctx context.Context) error {
	flowcept.NewTask(ctx, "fetch", flowcept.Used{"url": "https://example.org/a.csv"}).End(flowcept.Generated{"bytes": 1024})
	return nil
}
