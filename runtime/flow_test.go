package flowcept_test

import (
	"context"
	"errors"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// record runs f in an empty directory and returns the records that are in the buffer file afterwards.
func record(t *testing.T, f func(ctx context.Context)) []flowcept.Record {
	t.Helper()
	t.Chdir(t.TempDir())
	flowcept.OnError(func(err error) { t.Error(err) })
	t.Cleanup(func() { flowcept.OnError(nil) })
	f(t.Context())
	var all []flowcept.Record
	for r, err := range flowcept.ReadBufferFile("") {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func TestAWorkflowHasTwoRecordsAroundItsTasks(t *testing.T) {
	all := record(t, func(ctx context.Context) {
		err := flowcept.Run(ctx, func(ctx context.Context) error {
			task := flowcept.NewTask(ctx, "download", flowcept.Used{"url": "u"}, flowcept.Tags("io"))
			task.End(flowcept.Generated{"bytes": 3})
			for i, x := range flowcept.Loop(ctx, []string{"a", "b", "c"}, flowcept.LoopName("read"), flowcept.ItemName("letter")) {
				flowcept.EndIter(flowcept.Generated{"upper": x + x})
				if i == 1 {
					break
				}
			}
			return flowcept.WithTask(ctx, "parse", func(ctx context.Context, task *flowcept.Task) error {
				flowcept.NewTask(ctx, "inner").Send()
				return errors.New("no luck")
			})
		}, flowcept.WorkflowName("w"), flowcept.WorkflowArgs(flowcept.Values{"epochs": 10}))
		if err == nil || err.Error() != "no luck" {
			t.Errorf("Run returned %v, want the function's error", err)
		}
	})
	for _, r := range all {
		t.Log(r)
	}
}
