package settings

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// origin is where a value was given: a line of a file, or a variable.
type origin struct {
	file string
	line int
	env  string
}

// problem is one thing wrong with the settings.
type problem struct {
	origin
	key    string
	reason string
	cause  error // what the reason quotes, if any
}

func (p *problem) Unwrap() error { return p.cause }

func (p *problem) Error() string {
	text := "flowcept: settings: "
	switch {
	case p.env != "":
		text += p.env + ": "
	case p.line > 0:
		text += fmt.Sprintf("%s:%d: ", p.file, p.line)
	case p.file != "":
		text += p.file + ": "
	}
	if p.key != "" {
		text += p.key + ": "
	}
	return text + p.reason
}

// mismatch is a value that is not what its key takes.
type mismatch struct {
	want, got string
	near      string // behind the value
}

func (m *mismatch) Error() string {
	return m.want + ", got " + strconv.Quote(shorten(redactText(m.got))) + m.near
}

// tactful is err without the value where that is a secret, and with the text of
// the file where the value came from elsewhere through ${…}.
func tactful(err error, secret bool, n *yaml.Node) error {
	var m *mismatch
	switch {
	case !errors.As(err, &m):
		return err
	case secret:
		return errors.New(m.want)
	case n != nil && n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "${"):
		return &mismatch{want: m.want, got: n.Value}
	}
	return err
}

// joined is all problems as one error, those of the file first, by line.
func joined(problems []*problem) error {
	slices.SortStableFunc(problems, func(a, b *problem) int {
		if (a.env == "") != (b.env == "") {
			return cmp.Compare(a.env, b.env)
		}
		return cmp.Compare(a.line, b.line)
	})
	errs := make([]error, len(problems))
	for i, p := range problems {
		errs[i] = p
	}
	return errors.Join(errs...)
}

// didYouMean is ` (did you mean "port"?)` with the nearest candidate, or empty
// when none is near: one slip of the keyboard in about three letters, or
// another case.
func didYouMean(word string, candidates []string) string {
	best, least := "", (len(word)+1)/3+1
	for _, c := range candidates {
		if d := slips(strings.ToLower(word), strings.ToLower(c)); d < least {
			best, least = c, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// slips counts the insertions, deletions and substitutions of bytes, and the
// swaps of neighbours, that turn a into b. A word much longer than the others
// is far from them all.
func slips(a, b string) int {
	if len(a) > 2*len(b) {
		return len(a)
	}
	before, last := make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
