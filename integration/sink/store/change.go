package store

import (
	"fmt"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

const (
	// A change of more bytes than this is made of parts of fields.
	largeChange = 1 << 20

	// An update holds a value that is replaced and the one that replaces it, and has to fit where a document does.
	maxChange = MaxDocument - 1<<10
)

// change makes the operation that adds the document to the stored one; none where that contains it already.
func (e *entry) change(old bson.Raw) error {
	before, err := decode(old)
	if err != nil {
		return err
	}
	after, err := decode(old)
	if err != nil {
		return err
	}
	after = curate.Merge(e.doc.Kind, after, copyMap(e.doc.Fields))
	parts, err := differences(nil, before, after, false)
	if err != nil || len(parts) == 0 {
		return err
	}
	growth, whole := 0, false
	for _, d := range parts {
		growth += d.growth()
		whole = whole || !addressable(d.name())
	}
	if err := fits(len(old) + growth); err != nil {
		return err
	}
	e.update = true
	if whole {
		return e.replace(old, before, after)
	}
	return e.set(old, before, after, parts)
}

// set has the parts of the document set that differ, on the condition that they are as they were read.
func (e *entry) set(old bson.Raw, before, after map[string]any, parts []difference) (err error) {
	if size(parts) > largeChange {
		if parts, err = differences(nil, before, after, true); err != nil {
			return err
		}
	}
	if n := size(parts); n > maxChange {
		return fmt.Errorf("the change of the document has %d bytes, more than the database's %d", n, maxChange)
	}
	filter := bson.D{same(keyID, old.Lookup(keyID))}
	set := make(bson.D, len(parts))
	for i, d := range parts {
		filter = append(filter, d.guard())
		set[i] = bson.E{Key: d.path(), Value: d.is}
	}
	for _, name := range curate.SummarySources(e.doc.Kind) {
		if !guarded(filter, name) {
			filter = append(filter, same(name, old.Lookup(name)))
		}
	}
	e.model = mongo.NewUpdateOneModel().SetFilter(filter).SetUpdate(bson.D{{Key: "$set", Value: set}})
	return nil
}

// replace has the document replaced, if all its fields are as they were. It is for fields that no path can name.
func (e *entry) replace(old bson.Raw, before, after map[string]any) error {
	merged, err := encode(&curate.Document{ID: e.doc.ID, Fields: after})
	if err != nil {
		return err
	}
	if n := len(old) + len(merged); n > maxChange {
		return fmt.Errorf("the change of the document has %d bytes, more than the database's %d", n, maxChange)
	}
	var doc bson.D
	if err := bson.Unmarshal(merged, &doc); err != nil {
		return err
	}
	doc[0].Value = old.Lookup(keyID)
	filter := bson.D{same(keyID, old.Lookup(keyID))}
	for _, fields := range []map[string]any{before, after} {
		for name := range fields {
			if addressable(name) && !guarded(filter, name) {
				filter = append(filter, same(name, old.Lookup(name)))
			}
		}
	}
	e.model = mongo.NewReplaceOneModel().SetFilter(filter).SetReplacement(doc)
	return nil
}

func addressable(name string) bool {
	return name != "" && name[0] != '$' && !strings.Contains(name, ".")
}

func guarded(filter bson.D, name string) bool {
	for _, e := range filter {
		if e.Key == name {
			return true
		}
	}
	return false
}

// copyMap keeps a document out of what merging makes of it, for it may have to be merged again.
func copyMap(m map[string]any) map[string]any {
	c := make(map[string]any, len(m))
	for k, v := range m {
		if in, ok := v.(map[string]any); ok {
			v = copyMap(in)
		}
		c[k] = v
	}
	return c
}
