package settings

import (
	"encoding/json"
	"log/slog"
	"regexp"
	"strings"
	"time"
)

const redacted = "REDACTED"

// Redacted is the effective settings, nested by their keys in the file, fit to
// be logged and to be put into the workflow record: every password and key is
// REDACTED, user names and passwords in addresses too. Of the adapters it shows
// the text of the file, ${…} unresolved. What is empty is left out. The values
// are bool, int64, uint64, float64, string, nil, []any and map[string]any.
func (s *Settings) Redacted() map[string]any {
	out := map[string]any{}
	for _, k := range keys {
		if v := k.shown(s); v != nil {
			put(out, k.path, v)
		}
	}
	adapters := map[string]any{}
	for name, a := range s.Adapters {
		adapters[name] = a.redacted()
	}
	if len(adapters) > 0 {
		out["adapters"] = adapters
	}
	if s.Off {
		out["off"] = true
	}
	return out
}

// String is Redacted as JSON.
func (s *Settings) String() string {
	text, err := json.Marshal(s.Redacted())
	if err != nil { // an infinity in an adapter's section
		return "settings of " + s.Path
	}
	return string(text)
}

// LogValue is Redacted.
func (s *Settings) LogValue() slog.Value { return slog.AnyValue(s.Redacted()) }

// shown is the key's value in s, redacted; nil when it is empty.
func (k *key) shown(s *Settings) any {
	text := ""
	switch p := k.at(s).(type) {
	case *bool:
		return *p
	case *int:
		return int64(*p)
	case *int64:
		return *p
	case *time.Duration:
		return p.Seconds()
	case *[]string:
		if len(*p) == 0 {
			return nil
		}
		list := make([]any, len(*p))
		for i, e := range *p {
			list[i] = redactText(e)
		}
		return list
	case *map[string]any:
		if len(*p) == 0 {
			return nil
		}
		return redactTree(k.path, *p)
	case *string:
		text = redactText(*p)
	case *Secret:
		text = p.String()
	case *URI:
		text = p.String()
	}
	if text == "" {
		return nil
	}
	return text
}

// put stores v under a dotted path in nested maps.
func put(m map[string]any, path string, v any) {
	for {
		head, rest, nested := strings.Cut(path, ".")
		if !nested {
			m[head] = v
			return
		}
		inner, ok := m[head].(map[string]any)
		if !ok {
			inner = map[string]any{}
			m[head] = inner
		}
		m, path = inner, rest
	}
}

const secretWords = `pass(word|wd|phrase)|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|account[-_ ]?key|` +
	`credential|authorization|cookie|signature|authmechanismproperties`

var (
	secretName = regexp.MustCompile(`(?i)` + secretWords)
	// password=… in a query or a connection string, up to its end
	secretPair = regexp.MustCompile(`(?i)([\w.-]*(?:` + secretWords + `)[\w.-]*\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s&;'"]+)`)
	bearer     = regexp.MustCompile(`(?i)\b(bearer|basic)\s+[\w.~+/=-]+`)
	// user:password@host without a scheme
	userAtHost = regexp.MustCompile(`[^\s:@/'"]+:[^\s@]*@`)
	uriName    = regexp.MustCompile(`(?i)uri|url|dsn|endpoint|connection`)
)

// redactTree is a copy of v, which stands under name, without secrets.
func redactTree(name string, v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			if secretName.MatchString(k) && e != nil {
				out[k] = redacted
				continue
			}
			out[k] = redactTree(k, e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = redactTree(name, e)
		}
		return out
	case string:
		if uriName.MatchString(name) {
			return redactURI(v)
		}
		return redactText(v)
	}
	return v
}

// redactText replaces what looks like a secret in a text that need not be an
// address. It rather takes too much than too little.
func redactText(s string) string {
	if strings.Contains(s, "://") || userAtHost.MatchString(s) {
		return redactURI(s)
	}
	return secretPair.ReplaceAllString(bearer.ReplaceAllString(s, "${1} "+redacted), "${1}"+redacted)
}

// redactURI replaces all between the scheme and the last @, because a password
// may contain any other delimiter unescaped, and secret query parameters.
func redactURI(s string) string {
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		start := 0
		if i := strings.Index(s[:at], "://"); i >= 0 {
			start = i + len("://")
		}
		s = s[:start] + redacted + s[at:]
	}
	return secretPair.ReplaceAllString(s, "${1}"+redacted)
}
