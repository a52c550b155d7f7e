package store

import (
	"strconv"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

// integerExponent is the upper half of a Decimal128 that is a whole number of at most 64 bits.
const integerExponent = 0x3040000000000000

func index(i int) string { return strconv.Itoa(i) }

// decode makes the fields of a stored document, without _id.
func decode(raw bson.Raw) (map[string]any, error) {
	m, err := decodeMap(raw)
	delete(m, keyID)
	return m, err
}

func decodeMap(raw bson.Raw) (map[string]any, error) {
	elements, err := raw.Elements()
	if err != nil {
		return nil, err
	}
	m := make(map[string]any, len(elements))
	for _, e := range elements {
		if m[e.Key()], err = decodeValue(e.Value()); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// decodeValue gives a value the type that curate has for it. One of a type that no record has stays as it is.
func decodeValue(v bson.RawValue) (any, error) {
	switch v.Type {
	case bson.TypeNull:
		return nil, nil
	case bson.TypeBoolean:
		return v.Boolean(), nil
	case bson.TypeInt32:
		return int64(v.Int32()), nil
	case bson.TypeInt64:
		return v.Int64(), nil
	case bson.TypeDouble:
		return v.Double(), nil
	case bson.TypeString:
		return v.StringValue(), nil
	case bson.TypeDateTime:
		return curate.Date(v.DateTime()), nil
	case bson.TypeEmbeddedDocument:
		return decodeMap(v.Document())
	case bson.TypeArray:
		values, err := v.Array().Values()
		if err != nil {
			return nil, err
		}
		list := make([]any, len(values))
		for i, in := range values {
			if list[i], err = decodeValue(in); err != nil {
				return nil, err
			}
		}
		return list, nil
	case bson.TypeBinary:
		if subtype, data := v.Binary(); subtype == 0 {
			return append([]byte{}, data...), nil
		}
	case bson.TypeDecimal128:
		if high, low := v.Decimal128().GetBytes(); high == integerExponent && low > 1<<63-1 {
			return low, nil
		}
	}
	return bson.RawValue{Type: v.Type, Value: append([]byte{}, v.Value...)}, nil
}
