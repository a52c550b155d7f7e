package flowcept_test

import (
	"context"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// A task by hand costs one allocation, its own, beside those of values that Go boxes: the maps that a call is written with
// stay on the caller's stack.
func TestATaskByHandAllocatesNothingButItself(t *testing.T) {
	record(t, func(ctx context.Context) {
		x := 1 << 20
		got := testing.AllocsPerRun(1000, func() {
			task := flowcept.NewTask(ctx, "a", flowcept.Used{"x": x, "name": "adam"})
			task.End(flowcept.Generated{"y": 2 * x})
		})
		if want := 3.0; got > want { // the task, x and y
			t.Errorf("got %v allocations a task, want %v", got, want)
		}
	})
}
