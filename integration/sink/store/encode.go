package store

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

// Limits of the server.
const (
	MaxDocument = 16 << 20 // bytes
	maxDepth    = 100      // of nested maps and lists, the document included
)

const keyID = "_id"

var errNUL = errors.New("a key contains a NUL character")

// encode is a document, with the id under _id too, as BSON.
func encode(d *curate.Document) (bson.Raw, error) {
	at, b := bsoncore.AppendDocumentStart(make([]byte, 0, 512))
	b = bsoncore.AppendStringElement(b, keyID, d.ID)
	b, err := appendFields(b, d.Fields, 1)
	if err != nil {
		return nil, err
	}
	if b, err = bsoncore.AppendDocumentEnd(b, at); err != nil {
		return nil, err
	}
	return b, fits(len(b))
}

func fits(size int) error {
	if size > MaxDocument {
		return fmt.Errorf("the document has %d bytes, more than the database's %d", size, MaxDocument)
	}
	return nil
}

// appendFields appends a map's entries in the order of their keys.
func appendFields(b []byte, m map[string]any, depth int) (_ []byte, err error) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if depth == 1 && name == keyID {
			continue
		}
		if b, err = appendElement(b, name, m[name], depth); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func appendElement(b []byte, name string, v any, depth int) (_ []byte, err error) {
	if strings.IndexByte(name, 0) >= 0 {
		return nil, errNUL
	}
	switch v := v.(type) {
	case nil:
		return bsoncore.AppendNullElement(b, name), nil
	case bool:
		return bsoncore.AppendBooleanElement(b, name, v), nil
	case int64:
		if v == int64(int32(v)) { // as Python's driver does
			return bsoncore.AppendInt32Element(b, name, int32(v)), nil
		}
		return bsoncore.AppendInt64Element(b, name, v), nil
	case uint64:
		if v <= math.MaxInt64 {
			return bsoncore.AppendInt64Element(b, name, int64(v)), nil
		}
		return bsoncore.AppendDecimal128Element(b, name, integerExponent, v), nil
	case float64:
		return bsoncore.AppendDoubleElement(b, name, v), nil
	case string:
		return bsoncore.AppendStringElement(b, name, v), nil
	case []byte:
		return bsoncore.AppendBinaryElement(b, name, 0, v), nil
	case curate.Date:
		return bsoncore.AppendDateTimeElement(b, name, int64(v)), nil
	case time.Time:
		return bsoncore.AppendDateTimeElement(b, name, v.UnixMilli()), nil
	case bson.RawValue:
		return bsoncore.AppendValueElement(b, name, bsoncore.Value{Type: bsoncore.Type(v.Type), Data: v.Value}), nil
	case map[string]any:
		if depth >= maxDepth {
			return nil, fmt.Errorf("nested more than %d levels deep", maxDepth)
		}
		at, b := bsoncore.AppendDocumentElementStart(b, name)
		if b, err = appendFields(b, v, depth+1); err != nil {
			return nil, err
		}
		return bsoncore.AppendDocumentEnd(b, at)
	case []any:
		if depth >= maxDepth {
			return nil, fmt.Errorf("nested more than %d levels deep", maxDepth)
		}
		at, b := bsoncore.AppendArrayElementStart(b, name)
		for i, in := range v {
			if b, err = appendElement(b, index(i), in, depth+1); err != nil {
				return nil, err
			}
		}
		return bsoncore.AppendArrayEnd(b, at)
	}
	return nil, fmt.Errorf("%s: a value of type %T", name, v)
}

// rawValue is one value as BSON.
func rawValue(v any) (bson.RawValue, error) {
	b, err := appendElement(nil, "", v, 1)
	if err != nil {
		return bson.RawValue{}, err
	}
	return bson.RawValue{Type: bson.Type(b[0]), Value: b[2:]}, nil
}
