package telemetry

import (
	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
	"github.com/tinylib/msgp/msgp"
)

// openMap appends the header of a map of at most 15 entries, and returns where it
// stands for appendKey to count there. No block has more but those whose size is known.
func openMap(b []byte) (_ []byte, at int) { return msgp.AppendMapHeader(b, 0), len(b) }

// appendKey begins an entry of the map whose header stands at b[at].
func appendKey(b []byte, at int, key string) []byte {
	b[at]++
	return msgp.AppendString(b, key)
}

func appendCount(b []byte, at int, key string, n uint64) []byte {
	return msgp.AppendUint64(appendKey(b, at, key), n)
}

// appendMeasure keeps a whole number a float64, as Python does.
func appendMeasure(b []byte, at int, key string, x float64) []byte {
	return msgp.AppendFloat64(appendKey(b, at, key), x)
}

// appendFields appends one map of all the fields.
func appendFields(b []byte, groups ...[]host.Field) []byte {
	b, at := openMap(b)
	for _, fields := range groups {
		for _, f := range fields {
			if f.Fraction {
				b = appendMeasure(b, at, f.Key, f.Float)
			} else {
				b = appendCount(b, at, f.Key, f.Int)
			}
		}
	}
	return b
}

// appendNamed appends a map from each thing's name to its fields.
func appendNamed(b []byte, things []host.Named) []byte {
	b = msgp.AppendMapHeader(b, uint32(len(things)))
	for _, t := range things {
		b = appendFields(msgp.AppendString(b, t.Name), t.Fields)
	}
	return b
}

// appendTimes appends a map of a processor's times; an old kernel has fewer than names.
func appendTimes(b []byte, values []float64) []byte {
	b = msgp.AppendMapHeader(b, uint32(len(values)))
	for i, v := range values {
		b = msgp.AppendFloat64(msgp.AppendString(b, host.CPUKeys[i]), v)
	}
	return b
}
