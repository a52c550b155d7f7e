package view

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/report"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// record prints the last record of an activity in full.
func (p *printer) record(a *report.Activity, name string) {
	if a == nil {
		p.printf("\nno task of %s\n", name)
		return
	}
	p.heading("a record of %s, in full", a.ID)
	p.printf("{\n")
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
	indent(&b, report.Plain(v), "  ")
	return b.String()
}

func indent(b *strings.Builder, v any, margin string) {
	line := report.JSON(v)
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
	b.WriteString(line)
}

func separator(i, n int) string {
	if i == n-1 {
		return "\n"
	}
	return ",\n"
}
