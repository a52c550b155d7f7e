package settings

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The spellings of booleans: YAML 1.1's, and those of Python's environment
// parsing.
var (
	trueWords  = []string{"true", "yes", "on", "y", "t", "1"}
	falseWords = []string{"false", "no", "off", "n", "f", "0"}
)

// parse reads text, as the file or a variable spells it, into what the pointer
// points to. Lists and maps have no such spelling.
func parse(into any, text string) error {
	ok := true
	switch p := into.(type) {
	case *string:
		*p = text
	case *Secret:
		*p = Secret(text)
	case *URI:
		*p = URI(text)
	case *[]string:
		*p = []string{text}
	case *bool:
		*p, ok = parseBool(text)
	case *int:
		var n int64
		n, ok = parseInt(text)
		*p, ok = int(n), ok && n >= math.MinInt && n <= math.MaxInt
	case *int64:
		*p, ok = parseSize(text)
	case *float64:
		var err error
		*p, err = strconv.ParseFloat(strings.TrimSpace(text), 64)
		ok = err == nil
	case *time.Duration:
		*p, ok = parseSeconds(text)
	default:
		ok = false
	}
	if !ok {
		return &mismatch{want: "want " + kind(into), got: text}
	}
	return nil
}

// kind says in an error what a key takes.
func kind(into any) string {
	switch into.(type) {
	case *bool:
		return "a boolean"
	case *int:
		return "an integer"
	case *int64:
		return "a size such as 1048576, 512MB or 1GiB"
	case *float64:
		return "a number"
	case *time.Duration:
		return "a number of seconds"
	case *[]string:
		return "a list of strings"
	case *map[string]any:
		return "a mapping"
	}
	return "a string"
}

func parseBool(text string) (value, ok bool) {
	word := strings.ToLower(strings.TrimSpace(text))
	value = slices.Contains(trueWords, word)
	return value, value || slices.Contains(falseWords, word)
}

// parseInt takes YAML 1.1's integers: 0x1f, 017 and 1_000 too. A number such as
// 08, which is none of them, is decimal, as Python's int has it.
func parseInt(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	n, err := strconv.ParseInt(text, 0, 64)
	if err != nil {
		n, err = strconv.ParseInt(text, 10, 64)
	}
	return n, err == nil
}

var units = map[string]int64{
	"": 1, "b": 1,
	"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

// parseSize takes bytes: 4096, 512MB, 1 GiB.
func parseSize(text string) (int64, bool) {
	text = strings.TrimSpace(text)
	digits := strings.TrimRight(text, "bBkKmMgGtTiI ")
	unit, known := units[strings.ToLower(strings.TrimSpace(text[len(digits):]))]
	n, ok := parseInt(digits)
	if !ok || !known || n > math.MaxInt64/unit || n < math.MinInt64/unit {
		return 0, false
	}
	return n * unit, true
}

// maxSeconds keeps durations far from overflow; 31 years are enough.
const maxSeconds = 1e9

func parseSeconds(text string) (time.Duration, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(f >= 0 && f <= maxSeconds) { // NaN is neither
		return 0, false
	}
	return time.Duration(f * float64(time.Second)), true
}

// verify holds a value that was read against the limits of its key, and
// completes a path.
func (k *key) verify(into any, home string) error {
	switch p := into.(type) {
	case *int:
		return k.within(int64(*p), "an integer", strconv.Itoa(*p))
	case *int64:
		return k.within(*p, "a size", strconv.FormatInt(*p, 10))
	case *string:
		if k.file {
			*p = expandHome(*p, home)
		}
		if *p != "" || k.def != "" { // empty is the default where there is no other
			return k.known(*p)
		}
	case *[]string:
		for _, e := range *p {
			if err := k.known(e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *key) within(n int64, what, got string) error {
	switch {
	case k.max > 0 && (n < k.min || n > k.max):
		return fmt.Errorf("want %s from %d to %d, got %s", what, k.min, k.max, got)
	case n < k.min:
		return fmt.Errorf("want %s of at least %d, got %s", what, k.min, got)
	}
	return nil
}

func (k *key) known(word string) error {
	if len(k.oneOf) == 0 || slices.Contains(k.oneOf, word) {
		return nil
	}
	last := len(k.oneOf) - 1
	want := strings.Join(k.oneOf[:last], ", ") + " or " + k.oneOf[last]
	return &mismatch{"want " + want, word, didYouMean(word, k.oneOf)}
}

// shorten keeps an error to a line.
func shorten(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}
