//go:build !flowcept

// Worker counts the primes in its share of the numbers, as part of the workflow whose id the starter has left in a file.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"os"
	"os/signal"

	"github.com/flowcept/flowcept-go/examples/distributed/handover"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

//go:generate go tool flowcept-gen .

// each is how many numbers a share has.
const each = 1000

func main() {
	dir := flag.String("dir", ".", "a directory that starter and workers share")
	share := flag.Int("share", 0, "which share of the numbers, from 0")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := work(ctx, *dir, *share); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

func work(ctx context.Context, dir string, share int) error {
	ticket, err := handover.Take(ctx, dir)
	if err != nil {
		return err
	}
	// The workflow has a record already, and whoever started it sees to the database.
	wf, err := flowcept.Start(ctx, flowcept.WorkflowID(ticket.WorkflowID), flowcept.CampaignID(ticket.CampaignID),
		flowcept.SaveWorkflow(false), flowcept.StartPersistence(false))
	if err != nil {
		return err
	}
	primes := count(share*each, (share+1)*each)
	// Stop returns when the broker has what was captured; the share is delivered after, so that the starter ends last.
	if err := wf.Stop(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, handover.Deliver(dir, share, primes))
	}
	return handover.Deliver(dir, share, primes)
}

//flowcept:task output=primes
func count(from, to int) (primes int) {
	for n := from; n < to; n++ {
		if big.NewInt(int64(n)).ProbablyPrime(0) {
			primes++
		}
	}
	return primes
}
