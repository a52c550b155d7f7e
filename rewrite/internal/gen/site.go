package gen

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/plan"
)

// A Site is the variable of a function's site.
type Site struct {
	Site plan.Site
	Name string
}

// site declares the variable of a function's site, here or where the package's
// sites are.
func (f *File) site(s plan.Site, name string) {
	f.sites = append(f.sites, Site{s, name})
	if !f.SitesElsewhere {
		fmt.Fprintf(&f.decls, "\n%s", f.siteText(s, name))
	}
}

// Sites are those that the generated code uses.
func (f *File) Sites() []Site { return f.sites }

// SitesFirst declares sites before everything else in the file. Tags and metadata
// that the package hides the types of were refused before.
func (f *File) SitesFirst(sites []Site) {
	after := f.Syntax.Name.End()
	for _, d := range f.imports.importDecls() {
		after = d.End()
	}
	var b strings.Builder
	for _, s := range sites {
		fmt.Fprintf(&b, "\n%s", f.siteText(s.Site, s.Name))
	}
	if len(sites) > 0 {
		f.first = append(f.first, f.behind(after, strings.TrimSpace(b.String())))
	}
}

// siteText is a literal of constants, so that the linker lays it out and nothing
// runs at start.
func (f *File) siteText(s plan.Site, name string) string {
	capture := f.imports.use(capturePath, "capture")
	var b block
	b.line("var %s = %s.Site{", name, capture)
	text := func(field, value string) {
		if value != "" {
			b.line("%s: %q,", field, value)
		}
	}
	text("Activity", s.Activity)
	text("Func", s.Func)
	text("File", s.File)
	b.line("Line: %d,", s.Line)
	text("SHA256", s.SHA256)
	text("Subtype", s.Subtype)
	text("GroupID", s.Group)
	text("AgentID", s.Agent)
	text("SourceAgentID", s.SourceAgent)
	if len(s.Tags) > 0 {
		b.line("Tags: []string{%s},", quoteAll(s.Tags))
	}
	if len(s.Meta) > 0 {
		b.line("Metadata: []%s.Meta{", capture)
		for _, m := range s.Meta {
			b.line("{Key: %q, Value: %s},", m.Key, metaValue(m.Value))
		}
		b.line("},")
	}
	if flags := siteFlags(s, capture); flags != "" {
		b.line("Flags: %s,", flags)
	}
	b.line("}")
	return b.String()
}

func siteFlags(s plan.Site, capture string) string {
	var flags []string
	add := func(on bool, flag string) {
		if on {
			flags = append(flags, capture+"."+flag)
		}
	}
	add(s.Lightweight, "Lightweight")
	add(s.Telemetry == annotations.TelemetryOn, "Telemetry")
	add(s.Telemetry == annotations.TelemetryOff, "NoTelemetry")
	add(s.ObservePanics, "ObservePanics")
	add(s.Model, "Model")
	add(s.Children, "Children")
	return strings.Join(flags, " | ")
}

// siteNames are the predeclared names that a site's declaration needs.
func siteNames(tags []string, meta []annotations.Meta) []string {
	var names []string
	if len(tags) > 0 {
		names = append(names, "string")
	}
	for _, m := range meta {
		switch m.Value.(type) {
		case int64:
			names = append(names, "int64")
		case float64:
			names = append(names, "float64")
		case bool:
			names = append(names, "true", "false")
		}
	}
	return names
}

// metaValue is a value of custom_metadata with its type.
func metaValue(v any) string {
	switch v := v.(type) {
	case string:
		return strconv.Quote(v)
	case int64:
		return fmt.Sprintf("int64(%d)", v)
	case float64:
		return fmt.Sprintf("float64(%s)", strconv.FormatFloat(v, 'g', -1, 64))
	}
	return fmt.Sprint(v)
}
