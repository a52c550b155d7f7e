package curate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// text is an id as a string: Python sends numbers here and there.
func text(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case uint64:
		return strconv.FormatUint(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// given is the document's id, as text, or empty where there is none.
func (d *Document) given() (string, error) {
	name := d.Kind.IDField()
	v, ok := d.Fields[name]
	if !ok {
		return "", nil
	}
	id, ok := text(v)
	if !ok {
		return "", fmt.Errorf("%s is neither a string nor a number", name)
	}
	return id, nil
}

// identify finds the id of what is no task.
func (d *Document) identify() error {
	id, err := d.given()
	if err == nil && id == "" {
		err = fmt.Errorf("a record of type %s without %s", d.Kind, d.Kind.IDField())
	}
	d.name(id)
	return err
}

// identifyTask finds the id of a task; one can always be had.
func (d *Document) identifyTask(at Place) error {
	id, err := d.given()
	if err == nil && id == "" {
		id = iterationID(d.Fields)
	}
	if id == "" {
		id = placeID(at)
	}
	d.name(id)
	return err
}

func (d *Document) name(id string) {
	d.ID = id
	d.Fields[d.Kind.IDField()] = id
}

// iterationID is the id that Flowcept for Python gives an iteration when it is read, or empty.
func iterationID(fields map[string]any) string {
	group, ok := text(fields[prov.KeyGroupID])
	if !ok || group == "" {
		return ""
	}
	used, _ := fields[prov.KeyUsed].(map[string]any)
	i, ok := text(used["i"])
	if !ok {
		return ""
	}
	return group + i
}

// placeID is an id for what has none: the same for the same message, another for every other one.
func placeID(at Place) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%d", at.Topic, at.Partition, at.Offset))
	return hex.EncodeToString(sum[:16])
}
