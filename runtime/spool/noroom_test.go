package spool

import (
	"errors"
	"fmt"
	"math"
	"os"
	"testing"
)

// The directory may be removed while the process runs, or its disk be full: entries wait in memory, which is said once,
// and none is lost.
func TestDirectoryThatGoesAway(t *testing.T) {
	s := inFiles(t, t.TempDir(), Options{SegmentBytes: 4096, Slots: 1})
	r := s.NewReader()
	if err := os.RemoveAll(s.Dir()); err != nil {
		t.Fatal(err)
	}
	const n = 1000 // more than two segments
	said := 0
	for i := range n {
		if !put(s, int64(i), fmt.Sprint("entry ", i)) {
			t.Fatalf("entry %d is refused", i)
		}
		if err := s.Failure(); err != nil {
			if said++; !errors.Is(err, os.ErrNotExist) {
				t.Errorf("failure: got %v, want that the directory does not exist", err)
			}
		}
	}
	if said != 1 {
		t.Errorf("the failure is told %d times, want once", said)
	}
	if got := s.Fleeting(); got == 0 || got >= n {
		t.Errorf("%d of %d entries are in no file, want those behind the first segment", got, n)
	}
	got := texts(r, math.MaxInt64)
	for i := range n {
		if want := fmt.Sprint("entry ", i); i >= len(got) || got[i] != want {
			t.Fatalf("got %d entries, want %q at %d", len(got), want, i)
		}
	}
	r.Ack()
	if got := s.Fleeting(); got != 0 {
		t.Errorf("%d entries are in no file when all are acknowledged, want none", got)
	}
	s.Close()
	if err := s.Release(); err != nil {
		t.Errorf("release: %v", err)
	}
}

// Another process that reads a spool does not see what is in this one's memory.
func TestDirectoryThatGoesAwayFromAnotherReader(t *testing.T) {
	s := inFiles(t, t.TempDir(), Options{SegmentBytes: 4096, Slots: 1})
	if err := os.RemoveAll(s.Dir()); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for i := range 1000 {
		if !put(s, int64(i), fmt.Sprint("entry ", i)) {
			refused++
		}
	}
	if dropped := s.Dropped(); refused == 0 || dropped != uint64(refused) || s.Fleeting() != 0 {
		t.Errorf("%d entries are refused and %d counted, %d wait in memory, want none there", refused, dropped, s.Fleeting())
	}
}
