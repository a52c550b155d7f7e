// Package handover is how starter and workers hear of each other: by files in a directory that they share.
package handover

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// A Ticket says which workflow a process takes part in.
type Ticket struct{ WorkflowID, CampaignID string }

// Give writes the ticket.
func (t Ticket) Give(dir string) error {
	return write(dir, "workflow", t.WorkflowID+" "+t.CampaignID)
}

// Given says whether there is a ticket.
func Given(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "workflow"))
	return err == nil
}

// Take waits for the ticket.
func Take(ctx context.Context, dir string) (t Ticket, err error) {
	text, err := await(ctx, dir, "workflow")
	if err == nil {
		_, err = fmt.Sscan(text, &t.WorkflowID, &t.CampaignID)
	}
	return t, err
}

// Deliver writes what a share of the work has come to.
func Deliver(dir string, share, result int) error {
	return write(dir, fmt.Sprint("share-", share), strconv.Itoa(result))
}

// Collect waits for what a share of the work comes to.
func Collect(ctx context.Context, dir string, share int) (result int, err error) {
	text, err := await(ctx, dir, fmt.Sprint("share-", share))
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(text)
}

// write makes a file appear with all that is in it.
func write(dir, name, text string) error {
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path+".part", []byte(text), 0o666); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

func await(ctx context.Context, dir, name string) (string, error) {
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil || !os.IsNotExist(err) {
			return string(text), err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return "", fmt.Errorf("waiting for %s: %w", filepath.Join(dir, name), ctx.Err())
		}
	}
}
