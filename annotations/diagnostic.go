package annotations

import (
	"cmp"
	"go/token"
	"slices"
)

// The categories of diagnostics, as they stand in brackets behind a message.
const (
	Parse            = "parse"             // a directive that cannot be read, or a comment that only looks like one
	Type             = "type"              // the package does not type-check
	UnknownDirective = "unknown-directive" // //flowcept:name with a name nobody knows
	UnknownKey       = "unknown-key"       // an argument this directive does not take
	RepeatedKey      = "repeated-key"      // an argument given twice
	BadValue         = "bad-value"         // an argument whose value is missing, malformed or of the wrong type
	UnknownName      = "unknown-name"      // a name that is no parameter, result, field or variable there
	OutputCount      = "output-count"      // output= names more or fewer values than there are
	NameClash        = "name-clash"        // two values recorded under one name
	NameRequired     = "name-required"     // a func literal with nothing to take its name from
	Misplaced        = "misplaced"         // a directive that stands on nothing it can mark
	Duplicate        = "duplicate"         // the same directive, or the same name in a list, twice
	Conflict         = "conflict"          // directives or arguments that exclude each other
	Refused          = "refused"           // a function that cannot be instrumented
)

// Diagnostic is one problem. The position is that of the offending argument or
// piece of one, or of the directive's slashes where no argument is to blame.
type Diagnostic struct {
	Pos, End token.Pos
	Category string
	Message  string // without the category, without a full stop
}

// Sort sorts diagnostics by position, then by message.
func Sort(diags []Diagnostic) {
	slices.SortStableFunc(diags, func(a, b Diagnostic) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Message, b.Message))
	})
}
