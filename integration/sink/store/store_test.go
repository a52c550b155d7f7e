package store_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
	"github.com/flowcept/flowcept-go/integration/sink/store"
	"github.com/flowcept/flowcept-go/internal/services"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

type m = map[string]any

// open opens a store of a database of the test's own.
func open(t *testing.T, index bool) (*store.Store, *mongo.Database) {
	t.Helper()
	uri := services.MongoDB(t)
	name := fmt.Sprintf("flowcept_test_%d", time.Now().UnixNano())
	s, err := store.Open(&settings.MongoDB{URI: settings.URI(uri), DB: name, CreateCollectionIndex: index})
	if err != nil {
		t.Fatal(err)
	}
	client, err := mongo.Connect(options.Client().ApplyURI(uri))
	if err != nil {
		t.Fatal(err)
	}
	db := client.Database(name)
	t.Cleanup(func() {
		ctx := context.WithoutCancel(t.Context())
		if err := db.Drop(ctx); err != nil {
			t.Error(err)
		}
		_ = client.Disconnect(ctx)
		_ = s.Close(ctx)
	})
	return s, db
}

func document(t *testing.T, fields m) *curate.Document {
	t.Helper()
	d, err := curate.Record(fields, curate.Place{})
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

func write(t *testing.T, s *store.Store, docs ...*curate.Document) []error {
	t.Helper()
	refused, err := s.Write(t.Context(), docs)
	if err != nil {
		t.Fatal(err)
	}
	return refused
}

func find(t *testing.T, db *mongo.Database, collection, field, id string) bson.M {
	t.Helper()
	var got []bson.M
	cursor, err := db.Collection(collection).Find(t.Context(), bson.M{field: id})
	if err == nil {
		err = cursor.All(t.Context(), &got)
	}
	if err != nil || len(got) != 1 {
		t.Fatalf("%s %s: got %d documents, %v; want 1", collection, id, len(got), err)
	}
	return got[0]
}

func TestDataIsUnchanged(t *testing.T) {
	s, db := open(t, true)
	used := func() m {
		return m{
			"a.b": "$x", "$set": "$$ROOT", "": "empty", "nested": m{"x.y": m{"$inc": int64(1)}, "": m{"0": int64(7)}},
			"nan": math.NaN(), "inf": math.Inf(-1), "zero": math.Copysign(0, -1), "max": uint64(math.MaxUint64), "int": int64(1) << 40,
			"nul": "a\x00b", "null": nil, "list": []any{m{"a.b": int64(1)}, []any{}},
		}
	}
	for range 2 {
		if refused := write(t, s, document(t, m{"task_id": "t", "used": used()})); refused[0] != nil {
			t.Fatal(refused[0])
		}
	}
	write(t, s, document(t, m{"task_id": "t", "used": m{"a.b": "$y", "nested": m{"x.y": m{"$dec": int64(2)}}}}))
	got := find(t, db, "tasks", "task_id", "t")["used"].(bson.D)
	want := map[string]string{
		"a.b": "$y", "$set": "$$ROOT", "": "empty", "nan": "NaN", "inf": "-Inf", "zero": "-0", "max": "18446744073709551615",
		"int": "1099511627776", "nul": "a\x00b", "null": "<nil>",
	}
	for _, e := range got {
		if w, ok := want[e.Key]; ok && fmt.Sprint(e.Value) != w {
			t.Errorf("used[%q]: got %v, want %v", e.Key, e.Value, w)
		}
		if _, raw, _ := bson.MarshalValue(e.Value); e.Key == "nested" && !(strings.Contains(string(raw), "$inc") && strings.Contains(string(raw), "$dec")) {
			t.Errorf("nested: got %v, want both $inc and $dec", e.Value)
		}
	}
	if len(got) != len(used()) {
		t.Errorf("got %d keys, want %d: %v", len(got), len(used()), got)
	}
}

func TestWhatTheDatabaseCannotHoldIsRefused(t *testing.T) {
	s, db := open(t, true)
	deep := any("x")
	for range 120 {
		deep = m{"d": deep}
	}
	refused := write(t, s,
		document(t, m{"task_id": "large", "stdout": strings.Repeat("x", 17<<20)}),
		document(t, m{"task_id": "nul", "used": m{"a\x00b": int64(1)}}),
		document(t, m{"task_id": "deep", "used": m{"d": deep}}),
		document(t, m{"task_id": "well"}))
	for i, want := range []string{"bytes", "NUL", "levels deep"} {
		if refused[i] == nil || !strings.Contains(refused[i].Error(), want) {
			t.Errorf("%d: got %v, want an error with %q", i, refused[i], want)
		}
	}
	if refused[3] != nil {
		t.Errorf("got %v, want it stored", refused[3])
	}
	find(t, db, "tasks", "task_id", "well")
}

// A document may grow as far as the database can hold it: the update that adds to it has to fit there too.
func TestLargeDocumentsAreMerged(t *testing.T) {
	s, db := open(t, true)
	part := func(id string, used m, more ...any) *curate.Document {
		fields := m{"task_id": id, "used": used}
		for i := 0; i < len(more); i += 2 {
			fields[more[i].(string)] = more[i+1]
		}
		return document(t, fields)
	}
	large := strings.Repeat("x", 9<<20)
	for _, d := range []*curate.Document{
		part("grows", m{"a": large, "in": m{"a": int64(1)}}),
		part("grows", m{"b": "x", "in": m{"b": int64(2), "c.d": int64(3)}}, "status", "FINISHED"),
		part("grows", m{"a": strings.ReplaceAll(large, "x", "y"), "c": strings.Repeat("x", 5<<20)}),
		part("other", m{"a": int64(1)}, "stdout", large),
		part("other", m{"b": int64(2)}, "stdout", large[1:]),
	} {
		if refused := write(t, s, d); refused[0] != nil {
			t.Fatalf("%s: %v", d.ID, refused[0])
		}
	}
	got := find(t, db, "tasks", "task_id", "grows")
	lengths := map[string]int{}
	for _, e := range got["used"].(bson.D) {
		switch v := e.Value.(type) {
		case string:
			lengths[e.Key] = len(v)
		case bson.D:
			lengths[e.Key] = len(v)
		}
	}
	if want := map[string]int{"a": 9 << 20, "b": 1, "c": 5 << 20, "in": 3}; !maps.Equal(lengths, want) {
		t.Errorf("got values of the lengths %v, want %v", lengths, want)
	}
	if a := got["used"].(bson.D)[0].Value.(string); a[0] != 'y' || got["finished"] != true {
		t.Error("grows: got what the first message said, want what the last one does")
	}
	if got := find(t, db, "tasks", "task_id", "other"); len(got["stdout"].(string)) != 9<<20-1 || len(got["used"].(bson.D)) != 2 {
		t.Error("other: got what the first message said, want what the last one does")
	}
	refused := write(t, s, part("grows", m{"d": strings.Repeat("x", 3<<20)}), part("well", m{"n": int64(1)}))
	if refused[0] == nil || !strings.Contains(refused[0].Error(), "bytes") || refused[1] != nil {
		t.Errorf("got %v, want the first refused because of its bytes", refused)
	}
	// A path cannot name these keys, so that the field is replaced as a whole, which takes its old value and the new one.
	write(t, s, part("dots", m{"a.b": large}))
	refused = write(t, s, part("dots", m{"c.d": int64(1)}), part("well", m{"n": int64(2)}))
	if refused[0] == nil || !strings.Contains(refused[0].Error(), "bytes") || refused[1] != nil {
		t.Errorf("got %v, want the first refused because of its bytes", refused)
	}
}

// TestManyWritersLoseNothing has several stores write parts of the same documents at once.
func TestManyWritersLoseNothing(t *testing.T) {
	for _, index := range []bool{true, false} {
		t.Run(fmt.Sprintf("index %v", index), func(t *testing.T) {
			s, db := open(t, index)
			const writers, ids = 8, 20
			var wg sync.WaitGroup
			for w := range writers {
				var docs []*curate.Document
				for id := range ids {
					at := []string{"telemetry_at_start", "telemetry_at_end"}[w%2]
					docs = append(docs, document(t, m{
						"task_id": fmt.Sprint(id), "status": []string{"FINISHED", "RUNNING"}[w%2], "started_at": 100.0 + float64(w), "ended_at": 200.0 + float64(w),
						"used": m{fmt.Sprint(w): true}, at: m{"process": m{"pid": int64(w)}},
					}))
				}
				wg.Go(func() {
					if refused, err := s.Write(t.Context(), docs); err != nil || refused[0] != nil {
						t.Errorf("writer %d: %v, %v", w, refused, err)
					}
				})
			}
			wg.Wait()
			for id := range ids {
				got := find(t, db, "tasks", "task_id", fmt.Sprint(id))
				if n := len(got["used"].(bson.D)); n != writers {
					t.Errorf("task %d: used has %d keys, want %d", id, n, writers)
				}
				if got["status"] != "FINISHED" || got["finished"] != true || got["running"] != true {
					t.Errorf("task %d: got status %v, finished %v, running %v", id, got["status"], got["finished"], got["running"])
				}
				start, end := got["started_at"].(bson.DateTime), got["ended_at"].(bson.DateTime)
				if start != 100000 || end != 200000+1000*(writers-1) {
					t.Errorf("task %d: got from %v to %v", id, start, end)
				}
				summary, _ := got["telemetry_summary"].(bson.D)
				if want := float64(end-start) / 1e3; len(summary) != 1 || summary[0].Value != want {
					t.Errorf("task %d: got summary %v, want duration_sec %v", id, summary, want)
				}
			}
		})
	}
}

// TestDocumentOfPythonIsFound merges into a document whose _id is another one.
func TestDocumentOfPythonIsFound(t *testing.T) {
	s, db := open(t, true)
	if _, err := db.Collection("workflows").InsertOne(t.Context(), bson.M{"workflow_id": "w", "status": "RUNNING", "interceptor_ids": bson.A{"2"}}); err != nil {
		t.Fatal(err)
	}
	write(t, s, document(t, m{"type": "workflow", "workflow_id": "w", "status": "FINISHED", "interceptor_ids": []any{"1"}}))
	got := find(t, db, "workflows", "workflow_id", "w")
	if _, ok := got["_id"].(bson.ObjectID); !ok || got["status"] != "FINISHED" || fmt.Sprint(got["interceptor_ids"]) != "[1 2]" {
		t.Errorf("got %v", got)
	}
}
