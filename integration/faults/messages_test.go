//go:build unix

package faults

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tinylib/msgp/msgp"
	"go.mongodb.org/mongo-driver/v2/bson"
)

type m = map[string]any

func pack(t testing.TB, v any) []byte {
	t.Helper()
	b, err := msgp.AppendIntf(nil, v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Parts of the same tasks come in any order, in any batch and up to four times, to two sinks: each task is there once,
// with what all its parts say.
func TestMessagesAreRepeatedAndReordered(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	const tasks = 1000
	var messages [][]byte
	for n := range tasks {
		id := fmt.Sprint("task-", n)
		for _, part := range []m{
			{"type": "task", "task_id": id, "status": "SUBMITTED", "submitted_at": 1e9, "used": m{"n": n}},
			{"type": "task", "task_id": id, "status": "RUNNING", "started_at": 1e9 + 2, "used": m{"producer": "parts"}},
			{"type": "task", "task_id": id, "status": "RUNNING", "started_at": 1e9 + 1},
			{"type": "task", "task_id": id, "status": "FINISHED", "ended_at": 1e9 + 4, "generated": m{"y": 2 * n}},
		} {
			for range 1 + rand.IntN(4) {
				messages = append(messages, pack(t, part))
			}
		}
	}
	rand.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	e.newSink(t, "-batch", "700")
	e.newSink(t, "-batch", "1100")
	b.produce(t, e.topic, messages...)
	e.drained(t)
	c := e.countOf(t, map[string]int64{"parts": tasks})
	t.Logf("%d messages: %v", len(messages), c)
	c.want(t)
	client := db.client(t)
	defer client.Disconnect(t.Context())
	right, err := client.Database(e.db).Collection("tasks").CountDocuments(t.Context(), bson.M{
		"status": "FINISHED", "submitted": true, "running": true, "finished": true,
		"submitted_at": date(1e9), "started_at": date(1e9 + 1), "ended_at": date(1e9 + 4),
	})
	if err != nil || right != tasks {
		t.Errorf("got %d tasks as all their parts say, %v; want %d", right, err, tasks)
	}
}

func date(seconds int64) bson.DateTime { return bson.DateTime(seconds * 1000) }

// poison is what Flowcept for Python's consumer chokes on, and more. What is a record after all is stored, under the id
// given; all else becomes a dead letter, with a reason, and its bytes as they were.
func poison(t testing.TB) (stored map[string][]byte, dead [][]byte) {
	extension := append(pack(t, "x")[:0:0], 0x82, 0xa7)
	extension = append(append(extension, "task_id"...), pack(t, "extension")...)
	extension = append(append(extension, 0xa1, 'x'), 0xd4, 1, 1)
	deep := any("x")
	for range 200 {
		deep = m{"d": deep}
	}
	deeper := bytes.Repeat([]byte{0x91}, 5000)
	stored = map[string][]byte{
		"null used":       pack(t, m{"task_id": "null used", "used": nil}),
		"odd status":      pack(t, m{"task_id": "odd status", "status": "SLEEPING"}),
		"null status":     pack(t, m{"task_id": "null status", "status": nil}),
		"7":               pack(t, m{"task_id": 7, "used": m{"x": 1}}),
		"1.5":             pack(t, m{"task_id": 1.5}),
		"list used":       pack(t, m{"task_id": "list used", "used": []any{1, 2}}),
		"scalar used":     pack(t, m{"task_id": "scalar used", "used": 3}),
		"bin":             pack(t, m{"task_id": "bin", "used": m{"b": []byte{0, 255}}}),
		"group of nobody": pack(t, m{"group_id": "group of nobody"}),
		"no ids":          pack(t, m{"activity_id": "no ids"}),
		"integer keys":    pack(t, map[string]any{"task_id": "integer keys", "used": map[string]any{"1": 2}}),
		"$set":            pack(t, m{"task_id": "$set", "used": m{"$set": m{"$inc": 1}, "a.b": "$$ROOT", "": "$x", "c.d.e": m{"f.g": []any{m{"$h.i": 1}}}}, "status": "FINISHED"}),
		"$id":             pack(t, m{"task_id": "$id", "$where": "1", "x.y": 2, "status": "FINISHED"}),
		"NaN":             pack(t, m{"task_id": "NaN", "used": m{"huge": uint64(1<<64 - 1)}, "started_at": 1e300}),
		"15 MB":           pack(t, m{"task_id": "15 MB", "stdout": strings.Repeat("x", 15<<20)}),
	}
	return stored, [][]byte{
		{}, []byte("no msgpack"), {0x93, 1, 2, 3}, pack(t, "a string"), pack(t, nil), pack(t, m{}), {0x81}, extension,
		append(pack(t, m{"task_id": "trailing"}), 0xc0), append(append([]byte{0x81, 0xa1, 'x'}, deeper...), 0xc0),
		pack(t, m{"x": 1}), pack(t, m{"type": "banana", "task_id": "a"}), pack(t, m{"type": 1, "task_id": "a"}), pack(t, m{"type": "workflow"}),
		pack(t, m{"type": "agent", "agent_id": m{}}), pack(t, m{"task_id": m{"a": 1}}), pack(t, m{"task_id": []any{1}}), pack(t, m{"task_id": "s", "status": 5}),
		pack(t, m{"task_id": "nul", "used": m{"a\x00b": 1}}), pack(t, m{"task_id": "deep", "used": deep}),
		pack(t, m{"task_id": "17 MB", "stdout": strings.Repeat("x", 17<<20)}),
	}
}

func TestPoisonStopsNothing(t *testing.T) {
	b, db := shared(t), database(t)
	e := newEnvironment(t, b.address(), db.uri)
	b.createTopic(t, e.topic, 3)
	stored, dead := poison(t)
	var messages [][]byte
	for _, msg := range stored {
		messages = append(messages, msg)
	}
	messages = append(messages, dead...)
	const good = 3000
	for n := range good {
		messages = append(messages, pack(t, m{"type": "task", "task_id": fmt.Sprint("good-", n), "status": "FINISHED", "used": m{"producer": "good", "n": n}}))
	}
	rand.Shuffle(len(messages), func(i, j int) { messages[i], messages[j] = messages[j], messages[i] })
	sink := e.newSink(t)
	b.produce(t, e.topic, messages...)
	e.drained(t)

	client := db.client(t)
	defer client.Disconnect(t.Context())
	tasks := client.Database(e.db).Collection("tasks")
	all, err := tasks.CountDocuments(t.Context(), bson.M{})
	if err != nil {
		t.Fatal(err)
	}
	well, err := tasks.CountDocuments(t.Context(), bson.M{"finished": true, "used.producer": "good"})
	if err != nil || well != good {
		t.Errorf("got %d of the good tasks, %v; want %d", well, err, good)
	}
	letters := map[string]string{} // reason by value
	for line := range strings.Lines(e.command(t, "dlq", "list")) {
		var letter struct {
			Reason string
			Value  string
		}
		if err := json.Unmarshal([]byte(line), &letter); err != nil {
			t.Fatalf("%.200s: %v", line, err)
		}
		value, err := base64.StdEncoding.DecodeString(letter.Value)
		if err != nil {
			t.Fatal(err)
		}
		letters[string(value)] = letter.Reason
	}
	for _, msg := range dead {
		if letters[string(msg)] == "" {
			t.Errorf("%.60q: got no dead letter with its bytes and a reason", msg)
		}
	}
	for id, msg := range stored {
		if reason, ok := letters[string(msg)]; ok {
			t.Errorf("%s: got a dead letter: %s", id, reason)
		}
	}
	t.Logf("captured %d, stored %d, dead letters %d, duplicated 0, lost %d", len(messages), all, len(letters), len(messages)-int(all)-len(letters))
	if int(all) != good+len(stored) || len(letters) != len(dead) {
		t.Errorf("got %d tasks and %d dead letters, want %d and %d", all, len(letters), good+len(stored), len(dead))
	}
	var odd bson.M
	if err := tasks.FindOne(t.Context(), bson.M{"task_id": "$set"}).Decode(&odd); err != nil {
		t.Fatal(err)
	}
	used, _ := json.Marshal(toJSON(odd["used"]))
	if want := `{"":"$x","$set":{"$inc":1},"a.b":"$$ROOT","c.d.e":{"f.g":[{"$h.i":1}]}}`; string(used) != want {
		t.Errorf("got used %s, want %s", used, want)
	}
	sink.stop(t)
}

// toJSON makes what the driver decodes what encoding/json writes as an object.
func toJSON(v any) any {
	switch v := v.(type) {
	case bson.D:
		o := m{}
		for _, e := range v {
			o[e.Key] = toJSON(e.Value)
		}
		return o
	case bson.A:
		var list []any
		for _, in := range v {
			list = append(list, toJSON(in))
		}
		return list
	}
	return v
}
