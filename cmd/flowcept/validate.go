package main

import (
	"context"
	"flag"
	"fmt"

	"github.com/flowcept/flowcept-go/report/check"
)

const validateUsage = `usage: flowcept validate [-python] [FILE]

Checks each record against the rules of the format and prints what it finds as FILE:LINE: field …; nothing where all is
well. The exit status is then 0, with findings 1.
FILE is a JSONL file of records; the default is flowcept_buffer.jsonl, and - is the standard input.

  -python   allow what Flowcept for Python is known to leave out or to spell otherwise: the type of iterations, ids of
            lightweight tasks, a missing status, null fields, generated values that are no map
`

func validate(_ context.Context, args []string, std streams) int {
	flags := flag.NewFlagSet("validate", flag.ContinueOnError)
	python := flags.Bool("python", false, "")
	path, code, done := parse(flags, args, validateUsage, std)
	if done {
		return code
	}
	records, err := open(path, std)
	if err != nil {
		return failed("validate", err, std)
	}
	defer records.Close()
	checker := check.Checker{Python: *python}
	for r, err := range records.All() {
		if err != nil {
			fmt.Fprintln(std.out, err)
			code = 1
			continue
		}
		for _, finding := range checker.Record(r) {
			fmt.Fprintf(std.out, "%s:%d: %s\n", records.name, records.Line(), finding)
			code = 1
		}
	}
	return code
}
