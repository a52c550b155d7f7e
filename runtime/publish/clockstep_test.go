package publish

import (
	"encoding/binary"
	"math"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/spool"
)

var siteStep = capture.Site{Activity: "step"}

// The wall clock is set while tasks run. Whatever it says by then, both times of a task are reckoned by the same reading of
// it: none ends before it has started, and it takes as long as it took.
func TestNoTaskEndsBeforeItStartsWhenTheClockIsSet(t *testing.T) {
	s := open(t, capture.Config{})
	w := s.StartWorkflow("w", "c")
	defer w.Stop()
	reader, composer := s.Spool.NewReader(), NewComposer()
	wall := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	for _, set := range []time.Duration{0, -time.Hour, 26 * time.Hour, -48 * time.Hour} {
		var r capture.Record
		r.Begin(&siteStep)
		wall = wall.Add(set) // while the task runs
		s.Spool.Define(capture.KindClock, binary.LittleEndian.AppendUint64(nil, uint64(wall.UnixNano())))
		r.End()
		var got map[string]any
		reader.Next(math.MaxInt64, func(e spool.Entry) bool {
			b, err := composer.Append(nil, e)
			if err == nil && e.Kind == capture.KindTask {
				got, err = prov.Decode(b)
			}
			if err != nil {
				t.Error(err)
			}
			return true
		})
		reader.Ack()
		start, _ := got["started_at"].(float64)
		end, _ := got["ended_at"].(float64)
		about := prov.Seconds(wall)
		if end < start || end-start > 60 || start < about || start > about+60 {
			t.Errorf("set by %v: got a task from %.6f to %.6f, want one from about %.6f", set, start, end, about)
		}
	}
}
