package report

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Print writes the summary for a terminal: the workflows, the activities, and in full the record of one task, of the
// activity named or, without a name, of the one that ran last.
func (s *Summary) Print(w io.Writer, activity string) error {
	p := &printer{w: w}
	for _, wf := range s.Workflows() {
		p.workflow(wf)
	}
	p.activities(s.Activities())
	p.record(s.pick(activity))
	return p.err
}

func (s *Summary) pick(activity string) *Activity {
	if a := s.activities[activity]; a != nil {
		return a
	}
	all := s.Activities()
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *printer) workflow(w *Workflow) {
	p.printf("workflow  %s  %s", orDash(w.Name), orDash(w.Status))
	if w.Ended > w.Started {
		p.printf("  %s", duration(w.Ended-w.Started))
	}
	p.printf("  %d tasks\n", w.Tasks)
	p.printf("id        %s\n", orDash(w.ID))
	p.printf("campaign  %s\n", orDash(w.Campaign))
	if len(w.Used) > 0 {
		p.printf("used      %s\n", oneLine(w.Used))
	}
	p.printf("\n")
}

func (p *printer) activities(all []*Activity) {
	t := tabwriter.NewWriter(p.w, 0, 0, 3, ' ', 0)
	fmt.Fprintln(t, "activity\ttasks\tstatus\ttotal\tmedian")
	for _, a := range all {
		fmt.Fprintf(t, "%s\t%d\t%s\t%s\t%s\n", a.ID, a.Tasks, statuses(a), duration(a.Total), duration(a.Median()))
	}
	if err := t.Flush(); p.err == nil {
		p.err = err
	}
	for _, a := range all {
		if a.Failure != "" {
			p.printf("\n%s failed: %s\n", a.ID, a.Failure)
		}
	}
}

func statuses(a *Activity) string {
	if len(a.Statuses) == 1 {
		for status := range a.Statuses {
			return status
		}
	}
	var parts []string
	for _, status := range slices.Sorted(maps.Keys(a.Statuses)) {
		parts = append(parts, fmt.Sprintf("%d %s", a.Statuses[status], status))
	}
	return strings.Join(parts, ", ")
}

func (p *printer) record(a *Activity) {
	if a == nil {
		return
	}
	p.printf("\na record of %s, in full:\n{\n", a.ID)
	keys := orderedKeys(a.Sample)
	for i, k := range keys {
		comma := ","
		if i == len(keys)-1 {
			comma = ""
		}
		p.printf("  %q: %s%s\n", k, indented(a.Sample[k]), comma)
	}
	p.printf("}\n")
}

// fieldOrder is the order in which a record reads well; other fields follow by name.
var fieldOrder = []string{
	prov.KeyType, prov.KeyActivityID, prov.KeySubtype, prov.KeyUsed, prov.KeyGenerated, prov.KeyStatus, prov.KeyStderr,
	prov.KeyStartedAt, prov.KeyEndedAt, prov.KeyTags, prov.KeyCustomMetadata, prov.KeyHostname, prov.KeyTaskID,
	prov.KeyParentTaskID, prov.KeyGroupID, prov.KeyWorkflowID, prov.KeyCampaignID,
}

func orderedKeys(r map[string]any) []string {
	rank := func(k string) int {
		if i := slices.Index(fieldOrder, k); i >= 0 {
			return i
		}
		return len(fieldOrder)
	}
	return slices.SortedFunc(maps.Keys(r), func(a, b string) int {
		if d := rank(a) - rank(b); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
}

// lineWidth is how long a value may be to stand on one line.
const lineWidth = 100

// indented is v as JSON, to stand at a depth of one: what fits on one line stands on one.
func indented(v any) string {
	var b strings.Builder
	indent(&b, plain(v), "  ")
	return b.String()
}

func indent(b *strings.Builder, v any, margin string) {
	line, err := json.Marshal(v)
	if err != nil {
		line = fmt.Appendf(nil, "%q", fmt.Sprint(v))
	}
	switch v := v.(type) {
	case map[string]any:
		if len(line) > lineWidth {
			b.WriteString("{\n")
			for i, k := range slices.Sorted(maps.Keys(v)) {
				fmt.Fprintf(b, "%s  %q: ", margin, k)
				indent(b, v[k], margin+"  ")
				b.WriteString(separator(i, len(v)))
			}
			b.WriteString(margin + "}")
			return
		}
	case []any:
		if len(line) > lineWidth {
			b.WriteString("[\n")
			for i, e := range v {
				b.WriteString(margin + "  ")
				indent(b, e, margin+"  ")
				b.WriteString(separator(i, len(v)))
			}
			b.WriteString(margin + "]")
			return
		}
	}
	b.Write(line)
}

func separator(i, n int) string {
	if i == n-1 {
		return "\n"
	}
	return ",\n"
}

// plain replaces the numbers that JSON has no spelling for by their names.
func plain(v any) any {
	switch v := v.(type) {
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Sprint(v)
		}
	case map[string]any:
		m := make(map[string]any, len(v))
		for k, e := range v {
			m[k] = plain(e)
		}
		return m
	case []any:
		l := make([]any, len(v))
		for i, e := range v {
			l[i] = plain(e)
		}
		return l
	}
	return v
}

func oneLine(values map[string]any) string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(values)) {
		v, err := json.Marshal(plain(values[k]))
		if err != nil {
			v = fmt.Append(nil, values[k])
		}
		parts = append(parts, k+"="+string(v))
	}
	return strings.Join(parts, " ")
}

// duration spells seconds with three digits.
func duration(seconds float64) string {
	if seconds == 0 {
		return "-"
	}
	d := time.Duration(seconds * float64(time.Second))
	unit := time.Nanosecond
	for d/unit >= 1000 {
		unit *= 10
	}
	return d.Round(unit).String()
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
