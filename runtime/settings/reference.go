package settings

import (
	"fmt"
	"strings"
	"time"
)

// Key describes one setting, in Markdown.
type Key struct {
	Path    string // in the file; empty for a variable that has no key
	Env     string // the variable that overrides the file; empty when there is none
	Type    string
	Default string // empty when there is none
	Doc     string
}

// Reference lists the variables that are read before anything else, and then
// every key, in the order of the file that Python Flowcept ships.
func Reference() []Key {
	list := append([]Key(nil), switches...)
	for i := range keys {
		k := &keys[i]
		def := k.computed
		if k.def != "" {
			def = "`" + k.def + "`"
		}
		list = append(list, Key{Path: k.path, Env: k.env, Type: k.kind(), Default: def, Doc: k.doc})
	}
	return list
}

// kind says what the key takes.
func (k *key) kind() string {
	words := make([]string, len(k.oneOf))
	for i, w := range k.oneOf {
		words[i] = "`" + w + "`"
	}
	among := strings.Join(words, ", ")
	switch k.at(&Settings{}).(type) {
	case *bool:
		return "boolean"
	case *int:
		if k.max > 0 {
			return fmt.Sprintf("integer, %d to %d", k.min, k.max)
		}
		return fmt.Sprintf("integer, at least %d", k.min)
	case *int64:
		return "size (`1048576`, `512MB`, `1GiB`)"
	case *time.Duration:
		return "seconds"
	case *map[string]any:
		return "mapping"
	case *[]string:
		return "list of " + among
	case *string:
		switch {
		case among != "":
			return among
		case k.file:
			return "path"
		}
	}
	return "string"
}
