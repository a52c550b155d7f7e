package capture

import (
	"sync/atomic"
)

// Flags choose the form of a site's records.
type Flags uint8

const (
	Lightweight   Flags = 1 << iota // no times, no telemetry; the task is nobody's parent
	Telemetry                       // machine metrics at start and end, whatever the settings say
	NoTelemetry                     // none, whatever the settings say
	ObservePanics                   // the generated code does not recover
	Model                           // a model's forward call
	Children                        // forward calls of other models within this one's are recorded
)

// Meta is an entry of a record's custom_metadata: a string, an int64, a float64 or a bool.
type Meta struct {
	Key   string
	Value any
}

// A Site is one annotated function: what is the same for each of its calls. Generated code declares it as a package-level
// variable; it is registered at its first call.
type Site struct {
	Activity string // activity_id

	// Where the code is: the function as the Go runtime names it, the file as import path and base name, the line of the
	// declaration, the SHA-256 of the function's text in hex.
	Func   string
	File   string
	Line   int
	SHA256 string

	Subtype       string
	GroupID       string
	AgentID       string
	SourceAgentID string
	Tags          []string
	Metadata      []Meta
	Flags         Flags

	reg    atomic.Uint64 // serial of the session in the upper half, the site's number there in the lower
	labels []label       // what a CPU profile shows for calls of this site
	merged atomic.Pointer[mergedLabels]

	profiled atomic.Uint64 // serial of the session in the upper half, the workflow there that the model was last profiled in
}

// number is the site's number in session s, registering it there at first.
func (t *Site) number(s *Session) uint32 {
	if reg := t.reg.Load(); uint32(reg>>32) == s.serial {
		return uint32(reg)
	}
	return s.register(t)
}
