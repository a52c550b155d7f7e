package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/flowcept/flowcept-go/integration/adapters"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// instrument is an adapter that reads a log: a line a measurement, with start, end, sample, peak and what the instrument
// says of it.
type instrument struct {
	log  string
	read int64 // bytes
}

func (i *instrument) Name() string { return "spectrometer" }

// Observe looks again and again, and once more when the workflow ends.
func (i *instrument) Observe(ctx context.Context, emit func(prov.Record) error) error {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := i.look(emit); err != nil {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return errors.Join(i.look(emit), ctx.Err())
		}
	}
}

// look emits the lines that are complete since the last look.
func (i *instrument) look(emit func(prov.Record) error) error {
	f, err := os.Open(i.log)
	if errors.Is(err, os.ErrNotExist) {
		return nil // the instrument has not begun
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Seek(i.read, 0); err != nil {
		return err
	}
	for lines := bufio.NewReader(f); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return nil // the rest is still being written
		}
		task, err := measurement(line)
		if err != nil {
			return err
		}
		if err := emit(task); err != nil {
			return err
		}
		i.read += int64(len(line))
	}
}

// measurement is the task of one line. Its id follows from when and on what it was, so that a line that is read twice is
// one task.
func measurement(line string) (*prov.Task, error) {
	field := strings.SplitN(strings.TrimSpace(line), " ", 5)
	if len(field) != 5 {
		return nil, fmt.Errorf("spectrometer: %q has not five fields", line)
	}
	start, err := time.Parse(time.RFC3339, field[0])
	if err != nil {
		return nil, fmt.Errorf("spectrometer: %w", err)
	}
	end, err := time.Parse(time.RFC3339, field[1])
	if err != nil {
		return nil, fmt.Errorf("spectrometer: %w", err)
	}
	t := &prov.Task{
		TaskID:     "measurement-" + field[0] + "-" + field[2],
		ActivityID: "measure",
		StartedAt:  prov.Seconds(start),
		EndedAt:    prov.Seconds(end),
		Used:       adapters.Fields(map[string]any{"sample": field[2]}),
		Status:     prov.StatusFinished,
	}
	peak, err := strconv.ParseFloat(field[3], 64)
	if err != nil {
		t.Status, t.Stderr = prov.StatusError, field[4]
		return t, nil
	}
	t.Generated = adapters.Fields(map[string]any{"peak_nm": peak})
	return t, nil
}
