package capture

import (
	"math"
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/spool"
)

// clocks are the definitions of the clock that r has not read yet.
func clocks(t *testing.T, r *spool.Reader) (walls []int64) {
	t.Helper()
	r.Next(math.MaxInt64, func(e spool.Entry) bool {
		if e.Kind == KindClock {
			wall, err := ParseClock(e.Data)
			if err != nil {
				t.Error(err)
			}
			walls = append(walls, wall)
		}
		return true
	})
	return walls
}

func TestClockStandsToTheWallClock(t *testing.T) {
	s := Open(Config{})
	defer s.Spool.Close()
	got, want := clocks(t, s.Spool.NewReader()), s.base.UnixNano()
	// The two clocks are read one after the other, so they stand apart by a little more or less each time.
	if len(got) != 1 || time.Duration(got[0]-want).Abs() > time.Millisecond {
		t.Errorf("got %d, want only %d, give or take a millisecond", got, want)
	}
}

func TestClockIsDefinedAgainWhenTheWallClockWasSet(t *testing.T) {
	s := Open(Config{})
	defer s.Spool.Close()
	r := s.Spool.NewReader()
	known := clocks(t, r)[0]
	const ms = int64(time.Millisecond)
	for _, c := range []struct {
		told    int64 // what it had been before
		defined int   // times
		want    int64
	}{
		{known, 0, known},
		{known - ms/2, 0, known - ms/2}, // near enough
		{known + ms/2, 0, known + ms/2},
		{known + 3600_000*ms, 1, known}, // set back by an hour
		{known - 2*ms, 1, known},
	} {
		got := s.Reanchor(c.told)
		if n := len(clocks(t, r)); n != c.defined || got != c.want && (got-c.want > ms || c.want-got > ms) {
			t.Errorf("told %d: got %d and %d definitions, want %d and %d", c.told, got, n, c.want, c.defined)
		}
	}
}

func TestClockThatFoundNoRoomIsDefinedLater(t *testing.T) {
	s := Open(Config{Spool: spool.Options{SegmentBytes: 64, MaxBytes: 256}})
	r := s.Spool.NewReader()
	for s.Message(make([]byte, 16)) {
	}
	if got := s.Reanchor(5); got != 5 {
		t.Errorf("got %d where there was no room, want what it was told", got)
	}
	r.Next(math.MaxInt64, func(spool.Entry) bool { return true })
	r.Ack()
	if got := s.Reanchor(5); got == 5 {
		t.Error("got what it was told where there was room")
	}
}

// What has no time of its own is stamped no earlier than the message that its workflow runs.
func TestClockOfRecordsWithoutTimesBeginsWithTheWorkflow(t *testing.T) {
	s := Open(Config{})
	defer s.Spool.Close()
	sent := s.Now()
	w := s.StartWorkflow("w", "c")
	defer w.Stop()
	if got := s.coarse.Load(); got < sent {
		t.Errorf("got stamp %d of what is captured, want at least %d, when the workflow's message was sent", got, sent)
	}
}
