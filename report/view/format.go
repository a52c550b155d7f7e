package view

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/flowcept/flowcept-go/report"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// howMany tasks the list of the slowest has.
const howMany = 10

// duration spells seconds with three digits.
func duration(seconds float64) string {
	if seconds <= 0 {
		return "-"
	}
	if seconds > 1e9 {
		return fmt.Sprintf("%.3gs", seconds)
	}
	d := time.Duration(math.Round(seconds * float64(time.Second)))
	unit := time.Nanosecond
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}

// clock spells a time, in UTC so that a report does not depend on where it is made.
func clock(seconds float64) string {
	if seconds <= 0 || seconds > 1e11 {
		return "-"
	}
	return time.UnixMilli(int64(seconds * 1000)).UTC().Format("2006-01-02 15:04:05.000 UTC")
}

func orDash(s string) string { return cmp.Or(s, "-") }

func statuses(a *report.Activity) string {
	if len(a.Statuses) == 1 {
		for status := range a.Statuses {
			return orDash(status)
		}
	}
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(a.Statuses)) {
		parts = append(parts, fmt.Sprintf("%d %s", a.Statuses[status], orDash(status)))
	}
	return strings.Join(parts, ", ")
}

func oneLine(values map[string]any) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(values)) {
		parts = append(parts, k+"="+report.JSON(values[k]))
	}
	return strings.Join(parts, " ")
}

// about is what there is to say of a value: the range of numbers, examples of others.
func about(v *report.Value) string {
	var parts []string
	switch {
	case v.Numbers > 0 && v.Min == v.Max:
		parts = append(parts, figure(v.Min))
	case v.Numbers > 0:
		parts = append(parts, fmt.Sprintf("%s … %s, mean %s, last %s", figure(v.Min), figure(v.Max), figure(v.Mean()), figure(v.Last)))
	}
	if len(v.Examples) > 0 {
		examples := strings.Join(v.Examples, " · ")
		if !v.Distinct {
			examples += " · …"
		}
		parts = append(parts, examples)
	}
	return strings.Join(parts, "; ")
}

func figure(f float64) string {
	if f == float64(int64(f)) && f < 1e15 && f > -1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', 5, 64)
}

// quantity spells a number in its unit.
func quantity(f float64, unit string) string {
	switch unit {
	case "B":
		return size(f)
	case "mW":
		return figure(round(f/1000)) + " W"
	case "":
		return figure(round(f))
	}
	return figure(round(f)) + " " + unit
}

func round(f float64) float64 { return float64(int64(f*10+0.5)) / 10 }

func size(b float64) string {
	for _, unit := range []string{"B", "KiB", "MiB", "GiB"} {
		if b < 1024 {
			return figure(round(b)) + " " + unit
		}
		b /= 1024
	}
	return figure(round(b)) + " TiB"
}

// use is what one curve says in a line.
func use(c *report.Curve) string {
	if c.Counter {
		return quantity(c.Counted(), c.Unit)
	}
	return fmt.Sprintf("%s … %s, mean %s", quantity(c.Min, c.Unit), quantity(c.Max, c.Unit), quantity(c.Mean(), c.Unit))
}

// notes are what a reader has to know to read the figures right; with drawn, those of a tree and a timeline too.
func notes(s *report.Summary, drawn bool) (all []string) {
	var open []string
	for _, w := range s.Workflows() {
		if w.Status == string(prov.StatusRunning) && w.Ended == 0 {
			open = append(open, orDash(w.Name))
		}
	}
	if len(open) > 0 {
		all = append(all, fmt.Sprintf("there is no end of %s: still running, or ended by a signal, os.Exit or a crash", workflowNames(open)))
	}
	for _, a := range s.Activities() {
		if a.Sampled() {
			all = append(all, "medians and p95 marked ~ are of a random sample of 4,096 tasks")
			break
		}
	}
	if kept := len(s.Kept()); kept < s.Tasks && drawn {
		all = append(all, fmt.Sprintf("the tree and the timeline show %d of %d tasks, those that failed and those that took longest", kept, s.Tasks))
	}
	if s.Untold > 0 {
		all = append(all, fmt.Sprintf("%s failed with messages beyond the first %d, which are not listed", tasks(s.Untold), len(s.Failures)))
	}
	if s.Unlisted > 0 {
		all = append(all, fmt.Sprintf("%d tasks belong to workflows or activities beyond the first 500 and are only counted", s.Unlisted))
	}
	if s.Unknown > 0 {
		all = append(all, fmt.Sprintf("%d of %d records are of no type that is known, and are left out", s.Unknown, s.Records))
	}
	return all
}

// workflowNames are names of workflows, some of them where they are many.
func workflowNames(all []string) string {
	const most = 3
	if more := len(all) - most; more > 0 {
		return fmt.Sprintf("the workflows %s and %d more", strings.Join(all[:most], ", "), more)
	}
	if len(all) == 1 {
		return "the workflow " + all[0]
	}
	return "the workflows " + strings.Join(all, ", ")
}

// tasks is a number of them.
func tasks(n int) string {
	if n == 1 {
		return "1 task"
	}
	return fmt.Sprint(n, " tasks")
}

// resolution is what the times of records, seconds since 1970 as float64, can tell apart, in seconds.
const resolution = 240e-9

// spent spells a duration of an activity, which is 0 where its tasks have times that are too close to each other.
func spent(a *report.Activity, seconds float64) string {
	if a.Timed() > 0 && seconds == 0 {
		return "<" + duration(resolution)
	}
	return duration(seconds)
}

// estimate is spent of a quantile, marked where it is one of a sample.
func estimate(a *report.Activity, seconds float64) string {
	if a.Sampled() {
		return "~" + spent(a, seconds)
	}
	return spent(a, seconds)
}

// printable spells out what a terminal would obey instead of show, new lines and tabs excepted where they may stay.
func printable(s string, keep string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unicode.IsPrint(r) || strings.ContainsRune(keep, r) {
			b.WriteRune(r)
			continue
		}
		b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
	}
	return b.String()
}
