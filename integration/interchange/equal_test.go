package interchange_test

import (
	"encoding/json"
	"reflect"
)

type m = map[string]any

// equal compares values as JSON has them, numbers by their value.
func equal(a, b any) bool { return reflect.DeepEqual(plain(a), plain(b)) }

// plain is a value as it is when it has been read from JSON.
func plain(v any) (p any) {
	text, err := json.Marshal(v)
	if err != nil || json.Unmarshal(text, &p) != nil {
		return v
	}
	return p
}
