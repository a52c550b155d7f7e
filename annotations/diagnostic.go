package annotations

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"
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

// DidYouMean is ` (did you mean "output"?)` with the candidate nearest to word,
// to be put behind a message, or empty when none is near. Near is one slip of
// the keyboard in about three letters, another case, or a beginning of at least
// three letters.
func DidYouMean(word string, candidates []string) string {
	best, least := "", (len([]rune(word))+1)/3+1
	for _, c := range candidates {
		if d := slips(strings.ToLower(word), strings.ToLower(c)); d < least && c != word {
			best, least = c, d
		}
	}
	for i := 0; best == "" && i < len(candidates) && len(word) >= 3; i++ {
		if strings.HasPrefix(candidates[i], word) && candidates[i] != word {
			best = candidates[i]
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// slips counts the insertions, deletions, substitutions and swaps of neighbours
// that turn a into b.
func slips(a, b string) int {
	s, t := []rune(a), []rune(b)
	d := make([][]int, len(s)+1)
	for i := range d {
		d[i] = make([]int, len(t)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(s); i++ {
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(s)][len(t)]
}
