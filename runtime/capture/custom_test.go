package capture

import (
	"fmt"
	"math"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// What a goroutine sends comes in that order, though a task sent as one that took no time ended when it was made.
func TestTasksByHandComeInTheOrderInWhichTheyAreSent(t *testing.T) {
	h := record(t, Config{Spool: spool.Options{Slots: 2}})
	site := &Site{Activity: "by hand"}
	var tasks []Custom
	for range 4 {
		c, ok := NewCustom(t.Context())
		if !ok {
			t.Fatal("no workflow is running")
		}
		tasks = append(tasks, c)
	}
	made := h.s.Now()
	var stamps []int64
	for i := range tasks {
		if !tasks[len(tasks)-1-i].Record(&CustomRecord{Site: site, Start: made, Instant: true, Used: []byte{0x80}}, nil) {
			t.Fatal("the task has no record")
		}
	}
	var ids []uint64
	h.r.Next(math.MaxInt64, func(e spool.Entry) bool {
		if e.Kind == KindTask {
			task, err := ParseTask(e.Data)
			if err != nil || task.Start != task.End || !task.ByHand() {
				t.Errorf("got %+v and %v, want a task by hand that took no time", task, err)
			}
			ids, stamps = append(ids, task.ID), append(stamps, e.Stamp)
		}
		return true
	})
	if got := fmt.Sprint(ids); got != "[4 3 2 1]" {
		t.Errorf("got the tasks %s, want [4 3 2 1]", got)
	}
	for i, stamp := range stamps {
		if stamp <= made || i > 0 && stamp < stamps[i-1] {
			t.Errorf("got the stamps %d, want each that of its sending", stamps)
		}
	}
	if n := h.s.InFlight(); n != 0 {
		t.Errorf("got %d calls in flight, want none", n)
	}
}
