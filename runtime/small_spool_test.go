package flowcept_test

import (
	"context"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// The smallest spool that the settings allow is one.
func TestTheSmallestSpoolTakesRecords(t *testing.T) {
	isolated(t)
	configured(t, "go: {spool: {max_bytes: 1MiB, on_full: block}}")
	errs, past := heard(t), flowcept.Stats()
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		for i := range 3000 {
			flowcept.NewTask(ctx, "a", flowcept.Used{"i": i}).Send()
		}
		return nil
	})
	if err != nil || len(errs()) > 0 {
		t.Fatalf("got %v, and OnError heard %v", err, errs())
	}
	wantOnce(t, written(t, "").tasks(), 3000)
	if got := since(past); got.Dropped != 0 {
		t.Errorf("got %+v, want nothing dropped", got)
	}
}
