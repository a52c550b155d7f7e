package report

import (
	"fmt"
	"testing"
)

// Each process counts from a start of its own, each machine too.
func TestCountersOfSeveralProcessesAreAddedUp(t *testing.T) {
	var s Summary
	snapshot := func(pid int64, read, received float64) map[string]any {
		return map[string]any{
			"process": map[string]any{"pid": pid, "io_counters": map[string]any{"read_bytes": read}},
			"network": map[string]any{"netio_sum": map[string]any{"bytes_recv": received}},
		}
	}
	task := func(host string, from, to map[string]any) {
		s.Add(map[string]any{"type": "task", "task_id": fmt.Sprint(s.Records), "activity_id": "a", "hostname": host,
			"started_at": 1000.0, "ended_at": 1001.0, "telemetry_at_start": from, "telemetry_at_end": to})
	}
	task("one", snapshot(7, 100, 5000), snapshot(7, 130, 5010))
	task("one", snapshot(8, 9000, 5020), snapshot(8, 9005, 5030))
	task("two", snapshot(7, 0, 70000), snapshot(7, 1, 70002))
	got := map[string]float64{}
	for _, c := range s.Resources.Curves() {
		got[c.Name] = c.Counted()
		if !c.Mixed() {
			t.Errorf("%s: got that all is of one, want that it is not", c.Name)
		}
	}
	if read, received := got["process read from storage"], got["machine received"]; read != 36 || received != 32 {
		t.Errorf("got %v read by three processes and %v received by two machines, want 36 and 32", read, received)
	}
}
