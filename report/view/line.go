package view

import (
	"fmt"
	"strings"
	"time"

	"github.com/flowcept/flowcept-go/report"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Lines spells records as they come, each on a line.
type Lines struct{ Colour bool }

// Line is when a record's subject ended or began, what it is, how it ended, how long it took, and its values.
func (l Lines) Line(r map[string]any) string {
	p := &printer{colour: l.Colour}
	text := func(key string) string { s, _ := r[key].(string); return s }
	start, _ := r[prov.KeyStartedAt].(float64)
	end, _ := r[prov.KeyEndedAt].(float64)
	at := "            " // as wide as a time
	if when := max(start, end); when > 0 && when < 1e11 {
		at = time.UnixMilli(int64(when * 1000)).UTC().Format("15:04:05.000")
	}
	kind, name := text(prov.KeyType), text(prov.KeyActivityID)
	if kind == "" {
		kind = prov.TypeTask
	}
	for _, key := range []string{prov.KeyName, prov.KeyAgentID, prov.KeyObjectID, prov.KeyInfo, prov.KeyWorkflowID} {
		if name == "" {
			name = text(key)
		}
	}
	parts := []string{p.paint(faint, at), kind, p.paint(bold, orDash(name)), p.status(orDash(text(prov.KeyStatus)))}
	if end > start && start > 0 {
		parts = append(parts, duration(end-start))
	}
	line := strings.Join(parts, "  ")
	for _, key := range []string{prov.KeyUsed, prov.KeyGenerated} {
		if m, ok := r[key].(map[string]any); ok && len(m) > 0 {
			line += fmt.Sprintf("  %s %s", p.paint(faint, key), printable(shortened(oneLine(m)), ""))
		} else if r[key] != nil && !ok {
			line += fmt.Sprintf("  %s %s", p.paint(faint, key), printable(shortened(report.JSON(r[key])), ""))
		}
	}
	if message := text(prov.KeyStderr); message != "" {
		line += "  " + p.paint(red, printable(shortened(message), ""))
	}
	return line
}

// shortened keeps a line readable.
func shortened(s string) string {
	const most = 200
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}
