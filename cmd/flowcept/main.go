// Flowcept reads what captured programs have recorded.
//
//	flowcept report [-task ACTIVITY] [FILE]
//
// report prints what a run did: its workflows, each activity with the number of its tasks, their status, total and median
// time, and the record of one task in full. FILE is a JSONL file that flowcept-go or Flowcept for Python has written; the
// default is flowcept_buffer.jsonl, and "-" is the standard input.
//
// The exit status is 0, 1 for a file that cannot be read, and 2 for wrong usage. A line that is no record is reported on
// stderr and passed over.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/flowcept/flowcept-go/report"
	flowcept "github.com/flowcept/flowcept-go/runtime"
)

const usage = `usage: flowcept report [-task ACTIVITY] [FILE]

Prints what a run did, from its records: workflows, activities with counts, status and times, and one record in full.
FILE is a JSONL file of records; the default is flowcept_buffer.jsonl, and - is the standard input.

  -task ACTIVITY   the activity whose record is shown in full (default: the one that ran last)
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	switch args[0] {
	case "report":
		return reportFile(args[1:], stdout, stderr)
	case "help", "-h", "-help", "--help":
		fmt.Fprint(stdout, usage)
		return 0
	}
	fmt.Fprintf(stderr, "flowcept: unknown command %q\n%s", args[0], usage)
	return 2
}

func reportFile(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	task := flags.String("task", "", "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return 0
	case err != nil || flags.NArg() > 1:
		if err == nil {
			err = errors.New("one file at a time")
		}
		fmt.Fprintf(stderr, "flowcept report: %v\n%s", err, usage)
		return 2
	}
	path := flags.Arg(0)
	if path == "-" {
		path = "/dev/stdin"
	}
	var s report.Summary
	failed := false
	for r, err := range flowcept.ReadBufferFile(path) {
		if err != nil {
			fmt.Fprintf(stderr, "flowcept report: %v\n", err)
			failed = true
			continue
		}
		s.Add(r)
	}
	if s.Records == 0 {
		if !failed {
			fmt.Fprintln(stderr, "flowcept report: no records")
		}
		return 1
	}
	if err := s.Print(stdout, *task); err != nil {
		fmt.Fprintf(stderr, "flowcept report: %v\n", err)
		return 1
	}
	return 0
}
