package adapters

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tinylib/msgp/msgp"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// Fields encodes named values: nil, booleans, numbers, strings, and lists and maps of those, as encoding/json and
// database/sql give them. Maps are in the order of their keys, so that equal values give equal bytes; a value of any
// other type is recorded as fmt prints it. Nil gives none.
func Fields(values map[string]any) prov.Raw {
	if values == nil {
		return nil
	}
	return appendMap(nil, values)
}

func appendMap(b []byte, values map[string]any) []byte {
	b = msgp.AppendMapHeader(b, uint32(len(values)))
	for _, key := range slices.Sorted(maps.Keys(values)) {
		b = msgp.AppendString(b, valid(key))
		b = appendValue(b, values[key])
	}
	return b
}

func appendValue(b []byte, value any) []byte {
	switch v := value.(type) {
	case map[string]any:
		return appendMap(b, v)
	case map[string]string:
		b = msgp.AppendMapHeader(b, uint32(len(v)))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			b = msgp.AppendString(msgp.AppendString(b, valid(key)), valid(v[key]))
		}
		return b
	case []any:
		return appendList(b, v)
	case []string:
		return appendList(b, v)
	case []map[string]any:
		return appendList(b, v)
	case string:
		return msgp.AppendString(b, valid(v))
	case nil, bool, int, int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64, float32, float64:
		b, _ = msgp.AppendIntf(b, v) // knows each of these
		return b
	}
	return msgp.AppendString(b, valid(fmt.Sprint(value)))
}

func appendList[T any](b []byte, list []T) []byte {
	b = msgp.AppendArrayHeader(b, uint32(len(list)))
	for _, v := range list {
		b = appendValue(b, v)
	}
	return b
}

func valid(s string) string { return strings.ToValidUTF8(s, "\ufffd") }
