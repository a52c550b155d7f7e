package spool

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
)

const kindTest = 16

// put appends an entry and says whether there was room.
func put(s *Spool, stamp int64, data string) bool {
	c := s.Claim(kindTest, stamp, len(data))
	if !c.OK() {
		return false
	}
	copy(c.Buf, data)
	c.Commit()
	return true
}

// texts are the entries that r hands out, without acknowledging them.
func texts(r *Reader, cut int64) []string {
	var all []string
	for r.Next(cut, func(e Entry) bool { all = append(all, string(e.Data)); return true }) {
	}
	return all
}

// each runs a test on a spool in memory and on one in files.
func each(t *testing.T, opt Options, test func(t *testing.T, s *Spool)) {
	for _, where := range []string{"memory", "files"} {
		t.Run(where, func(t *testing.T) {
			opt := opt
			if where == "files" {
				opt.Dir = t.TempDir()
			}
			s := New(opt)
			if err := s.Failure(); err != nil {
				t.Skip("no files to keep a spool in: ", err)
			}
			defer func() {
				s.Close()
				if err := s.Release(); err != nil {
					t.Error(err)
				}
			}()
			test(t, s)
		})
	}
}

func TestEntriesComeOnceAndByTheirStamps(t *testing.T) {
	each(t, Options{SegmentBytes: 64, Slots: 1}, func(t *testing.T, s *Spool) {
		r := s.NewReader()
		for i := range 20 {
			put(s, int64(i), fmt.Sprint("entry ", i))
		}
		got := texts(r, 5)
		got = append(got, texts(r, 5)...)
		r.Ack()
		got = append(got, texts(r, math.MaxInt64)...)
		if len(got) != 20 {
			t.Fatalf("got %d entries, want 20: %q", len(got), got)
		}
		for i, text := range got {
			if want := fmt.Sprint("entry ", i); text != want {
				t.Errorf("entry %d: got %q, want %q", i, text, want)
			}
		}
	})
}

func TestSlotsAreMergedByStamp(t *testing.T) {
	each(t, Options{SegmentBytes: 256, Slots: 3}, func(t *testing.T, s *Spool) {
		// Slots are filled one after the other where those before are claimed.
		a := s.Claim(kindTest, 1, 1)
		b := s.Claim(kindTest, 3, 1)
		c := s.Claim(kindTest, 2, 1)
		copy(a.Buf, "a")
		copy(b.Buf, "b")
		copy(c.Buf, "c")
		b.Commit()
		r := s.NewReader()
		if got := texts(r, 4); fmt.Sprint(got) != "[b]" {
			t.Errorf("got %q, want what is committed", got)
		}
		a.Commit()
		c.Commit()
		if got := texts(r, 4); fmt.Sprint(got) != "[a c]" {
			t.Errorf("got %q, want a and c", got)
		}
		r.Unread()
		if got := texts(r, 4); fmt.Sprint(got) != "[a c b]" {
			t.Errorf("after Unread: got %q, want all in the order of their stamps", got)
		}
		r.Ack()
		r.Unread()
		if got := texts(r, 4); got != nil {
			t.Errorf("after Ack: got %q, want nothing", got)
		}
	})
}

func TestNextStopsWhereItIsTold(t *testing.T) {
	each(t, Options{SegmentBytes: 256, Slots: 2}, func(t *testing.T, s *Spool) {
		for i := range 5 {
			put(s, int64(i), "x")
		}
		r := s.NewReader()
		for i, want := range []bool{true, true, true, true, false} {
			n := 0
			if more := r.Next(5, func(Entry) bool { n++; return false }); n != 1 || more != want {
				t.Errorf("call %d: got %d entries and more %v, want 1 and %v", i, n, more, want)
			}
		}
		if r.Next(5, func(e Entry) bool { t.Errorf("got another entry %q", e.Data); return true }) {
			t.Error("got more of an empty spool")
		}
	})
}

func TestDefinitionsComeFirst(t *testing.T) {
	each(t, Options{SegmentBytes: 64, Slots: 1}, func(t *testing.T, s *Spool) {
		r := s.NewReader()
		for i := range 10 {
			put(s, int64(i), fmt.Sprint("entry ", i))
			if !s.Define(1, fmt.Appendf(nil, "definition %d", i)) {
				t.Fatal("no room for a definition")
			}
		}
		got := texts(r, math.MaxInt64)
		if len(got) != 20 || got[0] != "definition 0" || got[9] != "definition 9" || got[10] != "entry 0" {
			t.Errorf("got %q", got)
		}
	})
}

func TestNothingIsTakenAfterClose(t *testing.T) {
	each(t, Options{SegmentBytes: 256, Slots: 1}, func(t *testing.T, s *Spool) {
		s.Define(1, []byte("before"))
		put(s, 1, "x")
		s.Close()
		if err := s.Release(); err != nil {
			t.Fatal(err)
		}
		if s.Define(1, []byte("after")) {
			t.Error("got room for a definition after Close")
		}
		if put(s, 2, "y") {
			t.Error("got room for an entry after Close")
		}
		if n := s.Dropped(); n != 1 {
			t.Errorf("got %d dropped, want 1", n)
		}
	})
}

func TestEntryLargerThanASegment(t *testing.T) {
	each(t, Options{SegmentBytes: 128, MaxBytes: 4096, Slots: 2}, func(t *testing.T, s *Spool) {
		r := s.NewReader()
		large := string(bytes.Repeat([]byte("x"), 3000))
		for round := range 5 {
			if !put(s, 1, "before") || !put(s, 2, large) || !put(s, 3, "after") {
				t.Fatalf("round %d: no room", round)
			}
			got := texts(r, 4)
			if len(got) != 3 || got[0] != "before" || got[1] != large || got[2] != "after" {
				t.Errorf("round %d: got %d entries, want 3", round, len(got))
			}
			r.Ack()
		}
		if put(s, 1, large+large) {
			t.Error("got room for an entry larger than the spool")
		}
		if !put(s, 1, "") || !put(s, 1, "small") {
			t.Error("no room for a small entry after one that was too large")
		}
		if n := s.Dropped(); n != 1 {
			t.Errorf("got %d dropped, want 1", n)
		}
	})
}

func FuzzEntryAt(f *testing.F) {
	f.Add([]byte("\x01\x00\x00\x00\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00x"), 0, 17)
	f.Add([]byte("\xff\xff\xff\xff\x10\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00x"), 0, 17)
	f.Fuzz(func(t *testing.T, mem []byte, off, limit int) {
		e, next, ok := entryAt(mem, off, limit)
		if ok && (next <= off || next > limit || limit > len(mem) || len(e.Data) != next-off-frame) {
			t.Errorf("entry at %d below %d of %d: got %d bytes and %d as the next", off, limit, len(mem), len(e.Data), next)
		}
	})
}

// Entries about as large as a segment, and larger, come back whole, from this process and from what it leaves.
func TestEntriesAboutTheSizeOfASegment(t *testing.T) {
	const segment = 4096
	for _, left := range []bool{false, true} {
		dir := t.TempDir()
		s := inFiles(t, dir, Options{SegmentBytes: segment, Slots: 1})
		var want []string
		for i := -2; i <= 2; i++ {
			for _, n := range []int{segment/2 - frame + i, segment - frame + i, segment + i, 3*segment + i, 0} {
				text := strings.Repeat(string(rune('c'+i)), n)
				if !put(s, int64(len(want)), text) {
					t.Fatalf("%d bytes found no room", n)
				}
				want = append(want, text)
			}
		}
		s.Close()
		if left {
			if err := s.Release(); err != nil {
				t.Fatal(err)
			}
			s = adopt(t, dir)
		}
		r := s.NewReader()
		if got := texts(r, math.MaxInt64); !slices.Equal(got, want) {
			t.Errorf("adopted %v: got entries of other sizes or texts than the %d put", left, len(want))
		}
		r.Ack()
		if err := s.Release(); err != nil {
			t.Error(err)
		}
	}
}
