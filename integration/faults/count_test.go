//go:build unix

package faults

import (
	"fmt"
	"regexp"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// A tally is what became of the records of a test.
type tally struct{ captured, stored, duplicated, lost int }

func (c tally) String() string {
	return fmt.Sprintf("captured %d, stored %d, duplicated %d, lost %d", c.captured, c.stored, c.duplicated, c.lost)
}

// settle waits until the sinks have written all that is in the topic, and counts. A producer that was killed may have had
// one call in progress, which counts as captured when it is there.
func (e *environment) settle(t testing.TB) tally {
	t.Helper()
	e.drained(t)
	captured := map[string]int64{}
	for _, p := range e.producers {
		captured[p.name] = int64(p.calls.Load())
	}
	c := e.countOf(t, captured)
	t.Log(c)
	c.want(t)
	return c
}

// want has all stored, once.
func (c tally) want(t testing.TB) {
	t.Helper()
	if c.duplicated != 0 || c.lost != 0 || c.captured != c.stored || c.captured == 0 {
		t.Errorf("got %v, want all stored, once", c)
	}
}

var lag = regexp.MustCompile(`(?m)^lag +(\d+) messages`)

// drained waits until the group has committed all that is in the topic. It may take as long as it gets on.
func (e *environment) drained(t testing.TB) {
	t.Helper()
	for left := ""; left != "0"; {
		eventually(t, "the sinks get on with the topic", func() error {
			out, err := e.sink(t, "ping").CombinedOutput()
			found := lag.FindSubmatch(out)
			if err != nil || found == nil || string(found[1]) == left { // a broker under load may be away for a moment
				return fmt.Errorf("%v: %s", err, out)
			}
			left = string(found[1])
			return nil
		})
	}
}

// countOf counts what is in the database of the calls that programs, by their names, have captured.
func (e *environment) countOf(t testing.TB, captured map[string]int64) (c tally) {
	t.Helper()
	seen := map[string]map[int64]int{}
	client := (&databaseServer{uri: e.uri}).client(t)
	defer client.Disconnect(t.Context())
	cursor, err := client.Database(e.db).Collection("tasks").Find(t.Context(), bson.M{}, options.Find().SetProjection(bson.M{"used": 1, "finished": 1}).SetBatchSize(10000))
	if err != nil {
		t.Fatal(err)
	}
	defer cursor.Close(t.Context())
	for cursor.Next(t.Context()) {
		var task struct {
			Finished bool
			Used     struct {
				Producer string
				N        int64
			}
		}
		if err := cursor.Decode(&task); err != nil || !task.Finished {
			t.Fatalf("got the task %v, %v", cursor.Current, err)
		}
		of := seen[task.Used.Producer]
		if of == nil {
			of = map[int64]int{}
			seen[task.Used.Producer] = of
		}
		of[task.Used.N]++
		if of[task.Used.N] > 1 {
			c.duplicated++
		}
		c.stored++
	}
	if err := cursor.Err(); err != nil {
		t.Fatal(err)
	}
	for name, calls := range captured {
		for n := range calls {
			if seen[name][n] == 0 {
				c.lost++
			}
		}
		if seen[name][calls] > 0 { // the call in progress
			calls++
		}
		c.captured += int(calls)
	}
	return c
}
