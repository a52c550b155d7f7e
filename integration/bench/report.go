package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

// writeReport writes what was measured, as Markdown.
func writeReport(w io.Writer, all results, code string, rounds int, benchtime string, python bool) {
	command, shown := "make bench", sections
	if python {
		command, shown = "make bench PYTHON=1", append(slices.Clip(shown), pythonSection)
	}
	fmt.Fprintf(w, "# What capture costs\n\nMeasured by `%s` in one run of %d rounds, each benchmark %s at a time: %s, %s, %d CPUs, %s/%s.\n",
		command, rounds, benchtime, runtime.Version(), processor(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH)
	fmt.Fprint(w, preamble)
	fmt.Fprintf(w, "An annotated program built without the tag flowcept has %s as the one without annotations.\n\n", code)
	fmt.Fprint(w, "| | 1 P | 2 Ps | over plain | × zerolog | allocs | budget |\n| --- | --: | --: | --: | --: | --: | --- |\n")
	for _, s := range shown {
		fmt.Fprintf(w, "| **%s** | | | | | | |\n", s.title)
		for _, row := range s.rows {
			row.write(w, all)
		}
	}
}

const preamble = `
Nanoseconds a call: the minimum, and in brackets by how much the largest exceeds it. On two Ps two goroutines call, and
the time is the run's divided by all calls. *Over plain* and *× zerolog* are of the minima on one P.

What a caller waits for is measured in bursts that the spool takes while the publisher is idle; a record all told
includes the publisher's work, until the transport has accepted the last one. The spool is in files throughout.

The sink's messages come a thousand at a time. Its database is the one at MONGODB_URI, whose own work takes most of the
time and, where it runs on the same machine, of the processors.

`

func (row *row) write(w io.Writer, all results) {
	one, two := all[row.bench], all[row.bench+"-2"]
	if one == nil { // it needs a database
		fmt.Fprintf(w, "| %s | not measured | | | | | %s |\n", row.text, row.budget)
		return
	}
	over, times := "", ""
	if !strings.HasPrefix(row.bench, "python/") && row.bench != plainCall {
		over = number(one.min() - all[plainCall].min())
	}
	if row.bench != zerolog {
		times = number(one.min() / all[zerolog].min())
	}
	allocs := ""
	if one.allocs >= 0 {
		allocs = fmt.Sprint(one.allocs)
	}
	fmt.Fprintf(w, "| %s | %v | %v | %s | %s | %s | %s |\n", row.text, one, two, over, times, allocs, row.budget)
}

func (r *result) min() float64 { return slices.Min(r.ns) }

// String is the minimum with the spread.
func (r *result) String() string {
	if r == nil {
		return ""
	}
	least := r.min()
	return fmt.Sprintf("%s (+%.0f %%)", number(least), 100*(slices.Max(r.ns)-least)/least)
}

// number has three digits, or the whole part where that is longer.
func number(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}

// processor names the CPU, as far as the system tells.
func processor() string {
	info, _ := os.ReadFile("/proc/cpuinfo")
	for line := range bytes.Lines(info) {
		if name, ok := bytes.CutPrefix(line, []byte("model name")); ok {
			return string(bytes.TrimSpace(bytes.TrimLeft(name, "\t :")))
		}
	}
	return "unknown processor"
}
