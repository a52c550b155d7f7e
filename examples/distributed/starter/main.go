//go:build !flowcept

// Starter starts a workflow that other processes take part in, leaves its id in a file for them, and adds up what they find.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"github.com/flowcept/flowcept-go/examples/distributed/handover"
	_ "github.com/flowcept/flowcept-go/integration/persist" // for StartPersistence
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

//go:generate go tool flowcept-gen .

func main() {
	dir := flag.String("dir", ".", "a directory that starter and workers share")
	workers := flag.Int("workers", 2, "how many there are")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := start(ctx, *dir, *workers); err != nil {
		fmt.Fprintln(os.Stderr, "starter:", err)
		os.Exit(1)
	}
}

func start(ctx context.Context, dir string, workers int) error {
	if handover.Given(dir) {
		return fmt.Errorf("%s has the files of an earlier run", dir)
	}
	// Where the settings name a database, this process writes to it what comes from the workers too.
	wf, err := flowcept.Start(ctx, flowcept.WorkflowName("primes"), flowcept.WorkflowArgs(flowcept.Values{"workers": workers}),
		flowcept.StartPersistence(true))
	if err != nil {
		return err
	}
	return errors.Join(lead(ctx, wf, dir, workers), wf.Stop(context.WithoutCancel(ctx)))
}

func lead(ctx context.Context, wf *flowcept.Workflow, dir string, workers int) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	if err := (handover.Ticket{WorkflowID: wf.ID(), CampaignID: wf.CampaignID()}).Give(dir); err != nil {
		return err
	}
	sum, err := total(ctx, dir, workers)
	if err != nil {
		return err
	}
	fmt.Println(sum, "primes")
	return nil
}

//flowcept:task output=primes used=workers
func total(ctx context.Context, dir string, workers int) (int, error) {
	sum := 0
	for share := range workers {
		primes, err := handover.Collect(ctx, dir, share)
		if err != nil {
			return 0, err
		}
		sum += primes
	}
	return sum, nil
}
