package prov

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"

	"github.com/tinylib/msgp/msgp"
)

// AppendJSON appends one msgpack value as JSON, spelled as Python's
// json.dumps(v, ensure_ascii=False) does: NaN, Infinity and -Infinity, floats
// with the fewest digits that read back as the same, an integral float with its
// ".0", ", " and ": " between items, UTF-8 unescaped. A float32 has the fewest
// digits that read back as the same float32; bin is base64; invalid UTF-8 is
// replaced. On an error it returns dst as it was.
func AppendJSON(dst, msg []byte) ([]byte, error) {
	out, rest, err := appendValue(dst, msg, 0)
	return finish(dst, out, rest, err)
}

// AppendRecordJSON is AppendJSON for a whole record, which must be a map. The
// field data is left out, as it is in files.
func AppendRecordJSON(dst, msg []byte) ([]byte, error) {
	if msgp.NextType(msg) != msgp.MapType {
		return dst, errors.New("prov: the message is not a msgpack map")
	}
	out, rest, err := appendMap(dst, msg, 0, KeyData)
	return finish(dst, out, rest, err)
}

func finish(dst, out, rest []byte, err error) ([]byte, error) {
	if err == nil && len(rest) > 0 {
		err = errTrailing
	}
	if err != nil {
		return dst, fmt.Errorf("prov: %w", err)
	}
	return out, nil
}

func appendValue(dst, b []byte, depth int) (out, rest []byte, err error) {
	switch msgp.NextType(b) {
	case msgp.StrType:
		s, rest, err := msgp.ReadStringZC(b)
		return appendString(dst, s), rest, err
	case msgp.BinType:
		data, rest, err := msgp.ReadBytesZC(b)
		dst = append(dst, '"')
		dst = base64.StdEncoding.AppendEncode(dst, data)
		return append(dst, '"'), rest, err
	case msgp.ArrayType:
		return appendList(dst, b, depth)
	case msgp.MapType:
		return appendMap(dst, b, depth, "")
	}
	return appendScalar(dst, b)
}

func appendScalar(dst, b []byte) (out, rest []byte, err error) {
	switch msgp.NextType(b) {
	case msgp.NilType:
		rest, err = msgp.ReadNilBytes(b)
		return append(dst, "null"...), rest, err
	case msgp.BoolType:
		v, rest, err := msgp.ReadBoolBytes(b)
		return strconv.AppendBool(dst, v), rest, err
	case msgp.IntType:
		v, rest, err := msgp.ReadInt64Bytes(b)
		return strconv.AppendInt(dst, v, 10), rest, err
	case msgp.UintType:
		v, rest, err := msgp.ReadUint64Bytes(b)
		return strconv.AppendUint(dst, v, 10), rest, err
	case msgp.Float32Type:
		v, rest, err := msgp.ReadFloat32Bytes(b)
		return appendFloat(dst, float64(v), 32), rest, err
	case msgp.Float64Type:
		v, rest, err := msgp.ReadFloat64Bytes(b)
		return appendFloat(dst, v, 64), rest, err
	}
	return dst, nil, badValue(b)
}

func appendList(dst, b []byte, depth int) (out, rest []byte, err error) {
	if depth >= MaxDepth {
		return dst, nil, errDepth
	}
	n, b, err := msgp.ReadArrayHeaderBytes(b)
	if err != nil {
		return dst, nil, err
	}
	dst = append(dst, '[')
	for i := range n {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		if dst, b, err = appendValue(dst, b, depth+1); err != nil {
			return dst, nil, err
		}
	}
	return append(dst, ']'), b, nil
}

// appendMap leaves out the field omit, if that is not empty.
func appendMap(dst, b []byte, depth int, omit string) (out, rest []byte, err error) {
	if depth >= MaxDepth {
		return dst, nil, errDepth
	}
	n, b, err := msgp.ReadMapHeaderBytes(b)
	if err != nil {
		return dst, nil, err
	}
	dst = append(dst, '{')
	first := true
	for range n {
		if omit != "" && hasKey(b, omit) {
			if b, err = skipField(b); err != nil {
				return dst, nil, err
			}
			continue
		}
		if !first {
			dst = append(dst, ", "...)
		}
		first = false
		if dst, b, err = appendKey(dst, b); err != nil {
			return dst, nil, err
		}
		dst = append(dst, ": "...)
		if dst, b, err = appendValue(dst, b, depth+1); err != nil {
			return dst, nil, err
		}
	}
	return append(dst, '}'), b, nil
}

func hasKey(b []byte, key string) bool {
	k, _, err := msgp.ReadStringZC(b)
	return err == nil && string(k) == key
}

// skipField passes a key and its value.
func skipField(b []byte) ([]byte, error) {
	b, err := msgp.Skip(b)
	if err != nil {
		return nil, err
	}
	return msgp.Skip(b)
}

func appendKey(dst, b []byte) (out, rest []byte, err error) {
	if msgp.NextType(b) == msgp.StrType {
		s, rest, err := msgp.ReadStringZC(b)
		return appendString(dst, s), rest, err
	}
	dst = append(dst, '"')
	dst, rest, err = appendScalarKey(dst, b)
	return append(dst, '"'), rest, err
}

// appendScalarKey appends the text that a key becomes that is not a string.
func appendScalarKey(dst, b []byte) (out, rest []byte, err error) {
	switch msgp.NextType(b) {
	case msgp.BinType, msgp.ArrayType, msgp.MapType:
		return dst, nil, errKey
	}
	return appendScalar(dst, b)
}
