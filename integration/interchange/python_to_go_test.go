package interchange_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/flowcept/flowcept-go/internal/services"
)

// What Python's producers send, the sink stores as Python's own consumer does, but for what the sink does better: null
// fields are left out, interceptor_ids is a set, and a task without an id has the same one when its message comes again.
// The examples are programs of Flowcept's users, one for each way of capturing; those that send what Python's consumer itself
// cannot take are not among them.
func TestSinkStoresWhatPythonSends(t *testing.T) {
	c := newCampaign(t, 3, "project: {db_flush_mode: online, enrich_messages: false}\ntelemetry_capture: {cpu: true, mem: true, disk: true, network: true, process_info: true}")
	files, err := filepath.Glob("testdata/examples/*.py")
	if err != nil || len(files) == 0 {
		t.Fatalf("got the examples %v, %v", files, err)
	}
	for i := range files {
		if files[i], err = filepath.Abs(files[i]); err != nil {
			t.Fatal(err)
		}
	}
	c.python(t, nil, "python/produce.py", files...)
	sent := services.Count(t, c.bootstrap, c.topic)
	c.sink(t)

	python := *c
	python.db = c.db.Client().Database(c.db.Name() + "_python")
	t.Cleanup(func() {
		if err := python.db.Drop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	python.settings = c.file(t, strings.ReplaceAll(c.yaml, c.db.Name(), python.db.Name()))
	python.python(t, nil, "python/consume.py", fmt.Sprint(sent))

	for collection, least := range map[string]int{"tasks": 60, "workflows": 15, "agents": 1} {
		mine, theirs := documents(t, c.db.Collection(collection)), documents(t, python.db.Collection(collection))
		t.Logf("%s: the sink has %d, Python %d", collection, len(mine), len(theirs))
		if len(mine) < least || len(mine) != len(theirs) {
			t.Errorf("%s: the sink has %d, Python %d, want at least %d and as many", collection, len(mine), len(theirs), least)
		}
		for i := range min(len(mine), len(theirs)) {
			if mine[i] != theirs[i] {
				t.Errorf("%s: the sink has\n%s\nand Python\n%s", collection, mine[i], theirs[i])
			}
		}
	}
}

// documents are those of a collection as texts in order, without what may differ.
func documents(t *testing.T, c *mongo.Collection) (all []string) {
	t.Helper()
	cursor, err := c.Find(t.Context(), bson.M{})
	if err != nil {
		t.Fatal(err)
	}
	var docs []bson.M
	if err := cursor.All(t.Context(), &docs); err != nil {
		t.Fatal(err)
	}
	for _, d := range docs {
		delete(d, "_id")
		delete(d, "registered_at")     // when it was stored
		delete(d, "telemetry_summary") // which Python computes when it is asked
		if d["status"] == nil && d["activity_id"] != nil {
			delete(d, "task_id") // of lightweight tasks, which are sent without
		}
		for name, v := range d {
			if v == nil || canonical(v) == `{"arg0": <nil> <nil>}` {
				delete(d, name)
			}
		}
		if ids, ok := d["interceptor_ids"].(bson.A); ok {
			var set []string
			for _, id := range ids {
				set = append(set, fmt.Sprint(id))
			}
			slices.Sort(set)
			d["interceptor_ids"] = fmt.Sprint(slices.Compact(set))
		}
		all = append(all, canonical(d))
	}
	slices.Sort(all)
	return all
}

// canonical is a text that documents share which are equal, whatever the order of their keys.
func canonical(v any) string {
	var parts []string
	switch v := v.(type) {
	case bson.M:
		for k, in := range v {
			parts = append(parts, fmt.Sprintf("%q: %s", k, canonical(in)))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case bson.D:
		for _, e := range v {
			parts = append(parts, fmt.Sprintf("%q: %s", e.Key, canonical(e.Value)))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case bson.A:
		for _, in := range v {
			parts = append(parts, canonical(in))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case string:
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprintf("%T %v", v, v)
}
