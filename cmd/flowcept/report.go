package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/flowcept/flowcept-go/report"
	"github.com/flowcept/flowcept-go/report/view"
)

const reportUsage = `usage: flowcept report [-md | -html] [-task ACTIVITY] [-workflow ID] [FILE]

Says what a run did, from its records: workflows, activities with counts, status, medians and p95, failures with their
messages, the slowest tasks, used and generated values, use of the machine.
FILE is a JSONL file of records; the default is flowcept_buffer.jsonl, and - is the standard input.

  -md              as Markdown
  -html            as one page of HTML that needs nothing else, with the tree of tasks, a timeline and curves of telemetry
  -task ACTIVITY   as text, with the last record of this activity in full
  -workflow ID     only what belongs to this workflow; the beginning of its id will do, and "last" is the last one in FILE

Text is coloured on a terminal, unless NO_COLOR is set.
`

func reportFile(_ context.Context, args []string, std streams) int {
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	task := flags.String("task", "", "")
	md := flags.Bool("md", false, "")
	html := flags.Bool("html", false, "")
	workflow := flags.String("workflow", "", "")
	var err error
	path, code, done := parse(flags, args, reportUsage, std)
	if done {
		return code
	}
	if *md && *html || *task != "" && (*md || *html) {
		return misused("report", errors.New("-md, -html and -task go one at a time"), reportUsage, std)
	}
	if *workflow == "last" {
		if *workflow, err = lastWorkflow(path, std); err != nil {
			return failed("report", err, std)
		}
	}
	s, failures, err := summarize(path, *workflow, std)
	if err != nil {
		return failed("report", err, std)
	}
	if s.Records == s.Unknown {
		switch {
		case s.Records > 0:
			fmt.Fprintf(std.err, "flowcept report: none of %d lines is a record of flowcept\n", s.Records)
		case *workflow != "":
			fmt.Fprintf(std.err, "flowcept report: no records of a workflow %s\n", *workflow)
		case failures == 0:
			fmt.Fprintln(std.err, "flowcept report: no records")
		}
		return 1
	}
	switch {
	case *md:
		err = view.Markdown(std.out, s)
	case *html:
		err = view.HTML(std.out, s)
	default:
		err = view.Terminal{Colour: coloured(std.out), Activity: *task}.Print(std.out, s)
	}
	if err != nil {
		return failed("report", err, std)
	}
	return 0
}

// maxComplaints is how many lines that are no records are told one by one.
const maxComplaints = 20

func summarize(path, workflow string, std streams) (s *report.Summary, failures int, err error) {
	records, err := open(path, std)
	if err != nil {
		return nil, 0, err
	}
	defer records.Close()
	s = new(report.Summary)
	wanted := within(workflow)
	for r, err := range records.All() {
		if err == nil {
			if wanted(r) {
				s.Add(r)
			}
			continue
		}
		if failures++; failures <= maxComplaints {
			fmt.Fprintf(std.err, "flowcept report: %v\n", err)
		}
	}
	if failures > maxComplaints {
		fmt.Fprintf(std.err, "flowcept report: %d more lines are no records\n", failures-maxComplaints)
	}
	return s, failures, nil
}

// coloured reports whether w is a terminal that wants colours; https://no-color.org.
func coloured(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
