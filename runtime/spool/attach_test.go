package spool

import (
	"encoding/binary"
	"errors"
	"math"
	"os"
	"os/exec"
	"sync"
	"testing"
)

const (
	attachedWriters = 3
	attachedEntries = 10000 // of each writer: far more than the spool has room for
)

// TestAttachedWriter is the process that writes while another one reads.
func TestAttachedWriter(t *testing.T) {
	dir := os.Getenv("SPOOL_TEST_ATTACH")
	if dir == "" {
		t.Skip("not the process that writes")
	}
	s := inFiles(t, dir, Options{SegmentBytes: 4096, MaxBytes: 64 << 10, Slots: 2, Block: true})
	s.Define(1, []byte("definition"))
	var wg sync.WaitGroup
	for w := range uint32(attachedWriters) {
		wg.Go(func() {
			for i := range uint32(attachedEntries) {
				var b [8]byte
				binary.LittleEndian.PutUint32(b[:], w)
				binary.LittleEndian.PutUint32(b[4:], i)
				put(s, int64(i), string(b[:]))
			}
		})
	}
	wg.Wait()
	if n := s.Dropped(); n != 0 {
		t.Errorf("%d entries found no room, though they are read all the time", n)
	}
	s.Close()
	if err := s.Release(); err != nil {
		t.Error(err)
	}
}

// A spool is read, all of it and each entry once, while another process writes to it and waits for room.
func TestSpoolOfALivingProcess(t *testing.T) {
	dir := t.TempDir()
	inFiles(t, dir, Options{}).Close()
	os.RemoveAll(dir)
	child := exec.Command(os.Args[0], "-test.run=^TestAttachedWriter$")
	child.Env = append(os.Environ(), "SPOOL_TEST_ATTACH="+dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()

	var a *Attachment
	for a == nil {
		left, err := Left(dir)
		if err == nil && len(left) == 1 {
			if a, err = Attach(left[0]); errors.Is(err, os.ErrNotExist) {
				err = nil // not made yet
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	path := a.s.files.dir.path
	if _, err := Attach(path); !errors.Is(err, ErrOwned) {
		t.Errorf("a second attachment: got %v, want %v", err, ErrOwned)
	}
	r := a.NewReader()
	var definitions, read int
	seen := [attachedWriters][attachedEntries]bool{}
	for alive, last := true, false; !last; {
		if !alive {
			last = true
		}
		if err := a.Refresh(); err != nil {
			t.Fatal(err)
		}
		for more := true; more; {
			more = r.Next(math.MaxInt64, func(e Entry) bool {
				if e.Kind == 1 {
					definitions++
					return true
				}
				if definitions == 0 {
					t.Fatal("an entry came before the definition")
				}
				w, i := binary.LittleEndian.Uint32(e.Data), binary.LittleEndian.Uint32(e.Data[4:])
				if seen[w][i] {
					t.Fatalf("entry %d of writer %d came twice", i, w)
				}
				seen[w][i] = true
				read++
				return true
			})
			r.Ack()
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Fatal(err)
			}
			if alive = a.Alive(); alive {
				t.Fatal("the spool of a process that has ended is said to have a living writer")
			}
		default:
		}
	}
	if definitions != 1 || read != attachedWriters*attachedEntries {
		t.Errorf("got %d definitions and %d entries, want 1 and %d", definitions, read, attachedWriters*attachedEntries)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	s := adopt(t, dir)
	if got := texts(s.NewReader(), math.MaxInt64); len(got) != 1 {
		t.Errorf("left after it all: got %d entries, want the definition", len(got))
	}
	s.Close()
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	if left, err := Left(dir); len(left) != 0 || err != nil {
		t.Errorf("left: got %v and %v, want nothing", left, err)
	}
}

// What somebody publishes who has attached to it is not adopted meanwhile, even when its process is gone.
func TestAdoptDuringAttach(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{})
	put(s, 1, "entry")
	a, err := Attach(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	path := s.Dir()
	s.Close()
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Adopt(path); !errors.Is(err, ErrOwned) {
		t.Errorf("adopt while it is attached to: got %v, want %v", err, ErrOwned)
	}
	if !Abandoned(path) {
		t.Error("got a living owner, want none")
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := adopt(t, dir).Release(); err != nil {
		t.Error(err)
	}
}

// The spools of a group are its owner's as long as that lives, and left when it is gone.
func TestSpoolsOfAGroup(t *testing.T) {
	dir := t.TempDir()
	g, err := OpenGroup(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := inFiles(t, g.Path, Options{})
	put(s, 1, "entry")
	s.Close()
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	own, err := g.Spools()
	if err != nil || len(own) != 1 {
		t.Fatalf("the group's spools: got %q, %v, want one", own, err)
	}
	if left, err := Left(dir); err != nil || len(left) != 0 {
		t.Errorf("left while the group is owned: got %q, %v, want none", left, err)
	}
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := Left(dir); err != nil || len(left) != 1 || left[0] != own[0] {
		t.Errorf("left when the group is closed: got %q, %v, want %q", left, err, own)
	}
	os.RemoveAll(own[0])
	if left, err := Left(dir); err != nil || len(left) != 0 {
		t.Errorf("left in an empty group: got %q, %v, want none", left, err)
	}
	if _, err := os.Stat(g.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an empty group that nobody owns: got %v, want it removed", err)
	}
}

// Segments whose entries another process has acknowledged are used again, each entry still once.
func TestSegmentsOfAnAttachedSpoolAreUsedAgain(t *testing.T) {
	const segments = 100
	s := inFiles(t, t.TempDir(), Options{SegmentBytes: 4096, MaxBytes: 2 * segments * 4096, Slots: 1})
	a, err := Attach(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	r := a.NewReader()
	next := 0
	for i := range segments * 4096 / (frame + 8) {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(i))
		if !put(s, int64(i), string(b[:])) {
			t.Fatalf("no room for entry %d", i)
		}
		if i%50 != 0 {
			continue
		}
		if err := a.Refresh(); err != nil {
			t.Fatal(err)
		}
		r.Next(math.MaxInt64, func(e Entry) bool {
			if n := binary.LittleEndian.Uint64(e.Data); n != uint64(next) {
				t.Fatalf("got entry %d, want %d", n, next)
			}
			next++
			return true
		})
		if next != i+1 {
			t.Fatalf("read %d entries of %d", next, i+1)
		}
		r.Ack()
	}
	if files, err := s.files.dir.segments(); err != nil || len(files) > 4 {
		t.Errorf("got %d files (%v), want a few of %d segments", len(files), err, segments)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	s.Close()
	if err := s.Release(); err != nil {
		t.Error(err)
	}
}

// A definition is read before every entry that needs it, even where each is in a file of its own.
func TestDefinitionsOfAnAttachedSpool(t *testing.T) {
	const definitions = 300
	s := inFiles(t, t.TempDir(), Options{SegmentBytes: 4096, Slots: 1})
	a, err := Attach(s.Dir())
	if err != nil {
		t.Fatal(err)
	}
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := range uint64(definitions) {
			b := binary.LittleEndian.AppendUint64(nil, i)
			if !s.Define(1, append(b, make([]byte, 3000)...)) || !put(s, int64(i), string(b)) {
				t.Errorf("no room for entry %d", i)
				return
			}
		}
	})
	r := a.NewReader()
	defined, read := 0, 0
	for read < definitions && !t.Failed() {
		if err := a.Refresh(); err != nil {
			t.Fatal(err)
		}
		r.Next(math.MaxInt64, func(e Entry) bool {
			if n := int(binary.LittleEndian.Uint64(e.Data)); e.Kind == 1 {
				defined++
			} else if read++; n >= defined {
				t.Errorf("entry %d came when %d definitions were known", n, defined)
			}
			return true
		})
		r.Ack()
	}
	writer.Wait()
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	s.Close()
	if err := s.Release(); err != nil {
		t.Error(err)
	}
}
