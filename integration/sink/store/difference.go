package store

import (
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

// largeValue is how many bytes a value may have to stand in the condition of an update.
const largeValue = 1 << 20

// A difference is a field of a document, or of a map in it, that has another value than it had.
type difference struct {
	names []string      // from the document inwards
	was   bson.RawValue // zero where there was none
	is    bson.RawValue
}

// differences are the fields that a merge has changed, which removes none. Those deep inside are as small as they can be
// where paths can name them; else they are fields of the document.
func differences(at []string, before, after map[string]any, deep bool) (all []difference, err error) {
	for name, v := range after {
		was, there := before[name]
		if there && curate.Equal(was, v) {
			continue
		}
		names := append(at[:len(at):len(at)], name)
		if a, b, ok := bothMaps(was, v); ok && deep {
			inner, err := differences(names, a, b, deep)
			if err != nil {
				return nil, err
			}
			if named(inner) {
				all = append(all, inner...)
				continue
			}
		}
		d := difference{names: names}
		if there {
			if d.was, err = rawValue(was); err != nil {
				return nil, err
			}
		}
		if d.is, err = rawValue(v); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, nil
}

func bothMaps(a, b any) (x, y map[string]any, both bool) {
	x, both = a.(map[string]any)
	if both {
		y, both = b.(map[string]any)
	}
	return x, y, both
}

func named(all []difference) bool {
	for _, d := range all {
		if !addressable(d.name()) {
			return false
		}
	}
	return true
}

func (d *difference) name() string { return d.names[len(d.names)-1] }
func (d *difference) path() string { return strings.Join(d.names, ".") }

// growth is what the document grows by.
func (d *difference) growth() int {
	n := len(d.is.Value) - len(d.was.Value)
	if d.was.Type == 0 {
		n += 1 + len(d.name()) + 1
	}
	return n
}

// guard is the condition that the field is as it was. A large value that is no map has only to be there: where two
// messages disagree on one, the last written stays, whatever it was before.
func (d *difference) guard() bson.E {
	if len(d.was.Value) > largeValue && d.was.Type != bson.TypeEmbeddedDocument {
		return bson.E{Key: d.path(), Value: bson.D{{Key: "$exists", Value: true}}}
	}
	return same(d.path(), d.was)
}

// same is the condition that a field has a value, or is not there.
func same(path string, v bson.RawValue) bson.E {
	if v.Type == 0 {
		return bson.E{Key: path, Value: bson.D{{Key: "$exists", Value: false}}}
	}
	return bson.E{Key: path, Value: bson.D{{Key: "$eq", Value: v}}}
}

// size is what an update of these fields takes.
func size(all []difference) (n int) {
	for _, d := range all {
		n += 2*len(d.path()) + 30 + len(d.is.Value)
		if len(d.was.Value) <= largeValue || d.was.Type == bson.TypeEmbeddedDocument {
			n += len(d.was.Value)
		}
	}
	return n
}
