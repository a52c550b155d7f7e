package flowcept_test

import (
	"context"
	"os"
	"strconv"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
)

var (
	siteCrowd  = capture.Site{Activity: "crowd"}
	siteMember = capture.Site{Activity: "member"}
)

// member captures a call that waits in it, with all the others, until everyone is there.
func member(i int, there *sync.WaitGroup, leave <-chan struct{}) {
	var fc capture.Record
	fc.Begin(&siteMember)
	fc.Int("i", i)
	there.Done()
	<-leave
	fc.End()
}

// Many goroutines are within a captured call at the same time, started within another: each has a record, and that one for
// its parent. FLOWCEPT_GOROUTINES says how many; a million of them take some gigabytes.
func TestACrowdOfGoroutines(t *testing.T) {
	n := 10_000
	if given, err := strconv.Atoi(os.Getenv("FLOWCEPT_GOROUTINES")); err == nil {
		n = given
	}
	all := record(t, func(context.Context) {
		var fc capture.Record
		fc.Begin(&siteCrowd)
		var there, gone sync.WaitGroup
		leave := make(chan struct{})
		there.Add(n)
		for i := range n {
			gone.Go(func() { member(i, &there, leave) })
		}
		there.Wait()
		close(leave)
		gone.Wait()
		fc.End()
	}, flowcept.SaveWorkflow(false))
	crowd := all.task(t, "crowd")["task_id"]
	members := all.of("activity_id", "member")
	wantOnce(t, members, n)
	ids := map[any]bool{}
	for _, r := range members {
		ids[r["task_id"]] = true
		if r["parent_task_id"] != crowd {
			t.Fatalf("got %v, want %v for its parent", r, crowd)
		}
	}
	if len(ids) != n {
		t.Errorf("got %d different ids of %d tasks", len(ids), n)
	}
}

// wantOnce wants n tasks, none of them twice.
func wantOnce(t *testing.T, tasks records, n int) {
	t.Helper()
	seen := map[any]bool{}
	for _, r := range tasks {
		seen[field(r, "used.i")] = true
	}
	if len(tasks) != n || len(seen) != n {
		t.Errorf("got %d tasks, %d of them different, want %d", len(tasks), len(seen), n)
	}
}
