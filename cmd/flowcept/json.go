package main

import (
	"maps"
	"slices"

	"github.com/tinylib/msgp/msgp"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// recordJSON is a record as a line of a file has it, the keys in their order: what reads files reads it, and finds the same
// numbers.
func recordJSON(r map[string]any) ([]byte, error) {
	msg, err := appendMessage(nil, r)
	if err != nil {
		return nil, err
	}
	line, err := prov.AppendRecordJSON(nil, msg)
	return append(line, '\n'), err
}

// appendMessage appends what prov has decoded, as msgpack.
func appendMessage(b []byte, v any) (_ []byte, err error) {
	switch v := v.(type) {
	case map[string]any:
		b = msgp.AppendMapHeader(b, uint32(len(v)))
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if b, err = appendMessage(msgp.AppendString(b, key), v[key]); err != nil {
				return nil, err
			}
		}
		return b, nil
	case []any:
		b = msgp.AppendArrayHeader(b, uint32(len(v)))
		for _, element := range v {
			if b, err = appendMessage(b, element); err != nil {
				return nil, err
			}
		}
		return b, nil
	}
	return msgp.AppendIntf(b, v)
}
