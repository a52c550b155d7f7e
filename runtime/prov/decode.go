package prov

import (
	"errors"
	"fmt"
	"math"

	"github.com/tinylib/msgp/msgp"
)

// MaxDepth is how many levels of maps and lists the readers follow. Python's
// msgpack stops at 511, its json at about 1000.
const MaxDepth = 1000

var (
	errDepth     = fmt.Errorf("nested more than %d levels deep", MaxDepth)
	errExtension = errors.New("msgpack extension types are no part of the format")
	errTrailing  = errors.New("bytes after the value")
	errKey       = errors.New("a map's key is neither a string nor a number")
)

// Decode reads one message. Integers are int64, or uint64 where that is needed,
// whatever their width in the message; float32 stays float32; bin is []byte; a
// scalar key becomes a string; invalid UTF-8 is replaced. Of a repeated key the
// last value counts. Nothing in the result shares memory with msg.
func Decode(msg []byte) (map[string]any, error) {
	if msgp.NextType(msg) != msgp.MapType {
		return nil, errors.New("prov: the message is not a msgpack map")
	}
	v, rest, err := decodeMap(msg, 0)
	if err == nil && len(rest) > 0 {
		err = errTrailing
	}
	if err != nil {
		return nil, fmt.Errorf("prov: %w", err)
	}
	return v, nil
}

func decodeValue(b []byte, depth int) (v any, rest []byte, err error) {
	switch msgp.NextType(b) {
	case msgp.NilType:
		rest, err = msgp.ReadNilBytes(b)
		return nil, rest, err
	case msgp.BoolType:
		return boxed(msgp.ReadBoolBytes(b))
	case msgp.IntType:
		return boxed(msgp.ReadInt64Bytes(b))
	case msgp.UintType:
		u, rest, err := msgp.ReadUint64Bytes(b)
		if u <= math.MaxInt64 {
			return boxed(int64(u), rest, err)
		}
		return boxed(u, rest, err)
	case msgp.Float32Type:
		return boxed(msgp.ReadFloat32Bytes(b))
	case msgp.Float64Type:
		return boxed(msgp.ReadFloat64Bytes(b))
	case msgp.StrType:
		s, rest, err := msgp.ReadStringZC(b)
		return boxed(validUTF8(string(s)), rest, err)
	case msgp.BinType:
		return boxed(msgp.ReadBytesBytes(b, nil))
	case msgp.ArrayType:
		return boxed(decodeList(b, depth))
	case msgp.MapType:
		return boxed(decodeMap(b, depth))
	}
	return nil, nil, badValue(b)
}

// boxed makes a reader's result an any, nil when it failed.
func boxed[T any](v T, rest []byte, err error) (any, []byte, error) {
	if err != nil {
		return nil, nil, err
	}
	return v, rest, nil
}

// badValue says what is wrong with a value of no type that the format has.
func badValue(b []byte) error {
	switch {
	case len(b) == 0:
		return msgp.ErrShortBytes
	case msgp.NextType(b) == msgp.InvalidType:
		return msgp.InvalidPrefixError(b[0])
	}
	return errExtension
}

// presize bounds what a length in a header may set aside: the message may be
// shorter than it says, at each of many levels.
func presize(n uint32) int { return int(min(n, 16)) }

func decodeList(b []byte, depth int) ([]any, []byte, error) {
	if depth >= MaxDepth {
		return nil, nil, errDepth
	}
	n, b, err := msgp.ReadArrayHeaderBytes(b)
	if err != nil {
		return nil, nil, err
	}
	list := make([]any, 0, presize(n))
	for range n {
		var v any
		if v, b, err = decodeValue(b, depth+1); err != nil {
			return nil, nil, err
		}
		list = append(list, v)
	}
	return list, b, nil
}

func decodeMap(b []byte, depth int) (map[string]any, []byte, error) {
	if depth >= MaxDepth {
		return nil, nil, errDepth
	}
	n, b, err := msgp.ReadMapHeaderBytes(b)
	if err != nil {
		return nil, nil, err
	}
	m := make(map[string]any, presize(n))
	for range n {
		var key string
		if key, b, err = decodeKey(b); err != nil {
			return nil, nil, err
		}
		if m[key], b, err = decodeValue(b, depth+1); err != nil {
			return nil, nil, err
		}
	}
	return m, b, nil
}

func decodeKey(b []byte) (string, []byte, error) {
	if msgp.NextType(b) == msgp.StrType {
		s, rest, err := msgp.ReadStringZC(b)
		return validUTF8(string(s)), rest, err
	}
	text, rest, err := appendScalarKey(nil, b)
	return string(text), rest, err
}
