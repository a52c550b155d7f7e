package view

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/flowcept/flowcept-go/report"
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
	d := time.Duration(seconds * float64(time.Second))
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
		return quantity(c.Max-c.Min, c.Unit)
	}
	return fmt.Sprintf("%s … %s, mean %s", quantity(c.Min, c.Unit), quantity(c.Max, c.Unit), quantity(c.Mean(), c.Unit))
}

// notes are what a reader has to know to read the figures right.
func notes(s *report.Summary) (all []string) {
	for _, a := range s.Activities() {
		if a.Sampled() {
			all = append(all, "medians and p95 marked ~ are of a random sample of 4,096 tasks")
			break
		}
	}
	if kept := len(s.Kept()); kept < s.Tasks {
		all = append(all, fmt.Sprintf("the tree, the timeline and the slowest tasks are of the %d tasks of %d that took longest", kept, s.Tasks))
	}
	if s.Unlisted > 0 {
		all = append(all, fmt.Sprintf("%d tasks belong to workflows or activities beyond the first 500 and are only counted", s.Unlisted))
	}
	if s.Unknown > 0 {
		all = append(all, fmt.Sprintf("%d of %d records are of no type that is known, and are left out", s.Unknown, s.Records))
	}
	return all
}

// tasks is a number of them.
func tasks(n int) string {
	if n == 1 {
		return "1 task"
	}
	return fmt.Sprint(n, " tasks")
}

// estimate marks a quantile that is one.
func estimate(a *report.Activity, seconds float64) string {
	if a.Sampled() {
		return "~" + duration(seconds)
	}
	return duration(seconds)
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
