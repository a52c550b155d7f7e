package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/flowcept/flowcept-go/report/follow"
	"github.com/flowcept/flowcept-go/report/view"
)

const tailUsage = `usage: flowcept tail [-new] [-json] [-kafka | FILE]

Prints a line for each record of FILE, and for each that is appended to it, until it is interrupted; it then ends with exit
status 0. FILE may appear, be emptied or replaced meanwhile. Times are UTC.
FILE is a JSONL file of records; the default is flowcept_buffer.jsonl, and - is the standard input.

  -kafka   the topic of the settings file instead (FLOWCEPT_SETTINGS_PATH, else ~/.flowcept/settings.yaml)
  -new     only what comes from now on
  -json    the records themselves, one JSON object a line
`

func tail(ctx context.Context, args []string, std streams) int {
	flags := flag.NewFlagSet("tail", flag.ContinueOnError)
	onlyNew := flags.Bool("new", false, "")
	topic := flags.Bool("kafka", false, "")
	asJSON := flags.Bool("json", false, "")
	path, code, done := parse(flags, args, tailUsage, std)
	if done {
		return code
	}
	if *topic && path != "" {
		return misused("tail", errors.New("-kafka or a file, not both"), tailUsage, std)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	var records iter.Seq2[map[string]any, error]
	var err error
	if *topic {
		records, err = topicOf(ctx, *onlyNew)
	} else {
		records, err = live(ctx, path, *onlyNew, std)
	}
	if err != nil {
		return failed("tail", err, std)
	}
	lines := view.Lines{Colour: coloured(std.out)}
	for r, err := range records {
		switch {
		case err != nil:
			fmt.Fprintf(std.err, "flowcept tail: %v\n", err)
			code = 1
		case *asJSON:
			var line []byte
			if line, err = recordJSON(r); err == nil {
				_, err = std.out.Write(line)
			}
		default:
			_, err = fmt.Fprintln(std.out, lines.Line(r))
		}
		if r != nil && err != nil {
			return failed("tail", err, std)
		}
	}
	if ctx.Err() != nil {
		return 0
	}
	return code
}

func live(ctx context.Context, path string, onlyNew bool, std streams) (iter.Seq2[map[string]any, error], error) {
	if path == "-" {
		if onlyNew {
			return nil, errors.New("-new is for files")
		}
		records, err := open(path, std)
		if err != nil {
			return nil, err
		}
		return until(ctx, records.All()), nil
	}
	path, err := fileOf(path)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory", strings.TrimSuffix(path, "/"))
	}
	return follow.File(ctx, path, onlyNew), nil
}

// until ends a sequence with the context, also where it waits for a pipe that nobody can interrupt.
func until(ctx context.Context, records iter.Seq2[map[string]any, error]) iter.Seq2[map[string]any, error] {
	type item struct {
		record map[string]any
		err    error
	}
	items := make(chan item)
	go func() {
		defer close(items)
		for r, err := range records {
			select {
			case items <- item{r, err}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func(yield func(map[string]any, error) bool) {
		for {
			select {
			case i, more := <-items:
				if !more || !yield(i.record, i.err) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}
