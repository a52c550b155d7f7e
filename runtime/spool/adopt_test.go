package spool

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// inFiles makes a spool in a directory of its own.
func inFiles(t testing.TB, dir string, opt Options) *Spool {
	opt.Dir = dir
	s := New(opt)
	if err := s.Failure(); err != nil {
		t.Skip("no files to keep a spool in: ", err)
	}
	return s
}

// adopt adopts the only spool within dir.
func adopt(t testing.TB, dir string) *Spool {
	t.Helper()
	left, err := Left(dir)
	if err != nil || len(left) != 1 {
		t.Fatalf("left within %s: got %v and %v, want one spool", dir, left, err)
	}
	s, damaged, err := Adopt(left[0])
	if err != nil || damaged != nil {
		t.Fatalf("adopt: %v, %v", damaged, err)
	}
	return s
}

func TestWhatIsLeftIsAdopted(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{SegmentBytes: 96, Slots: 2})
	s.Define(1, []byte("definition"))
	for i := range 10 {
		put(s, int64(i), fmt.Sprint("entry ", i))
	}
	if err := s.SetNote(Note{Place: 7, Offset: 42}); err != nil {
		t.Error(err)
	}
	if _, _, err := Adopt(s.Dir()); !errors.Is(err, ErrOwned) {
		t.Errorf("adopt a spool in use: got %v, want %v", err, ErrOwned)
	}
	r := s.NewReader()
	if got := texts(r, 4); len(got) != 5 {
		t.Errorf("got %q, want the definition and 4 entries", got)
	}
	r.Ack()
	texts(r, 7) // handed out and not acknowledged
	s.Close()
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}

	s = adopt(t, dir)
	r = s.NewReader()
	want := "[definition entry 4 entry 5 entry 6 entry 7 entry 8 entry 9]"
	if got := fmt.Sprint(texts(r, math.MaxInt64)); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if n, ok := s.Note(); n != (Note{Place: 7, Offset: 42}) || !ok {
		t.Errorf("note: got %v and %v, want place 7 and offset 42", n, ok)
	}
	if put(s, 10, "x") || s.Define(1, []byte("x")) {
		t.Error("an adopted spool takes entries")
	}
	r.Unread()
	s.Close()
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}

	s = adopt(t, dir)
	r = s.NewReader()
	if got := fmt.Sprint(texts(r, math.MaxInt64)); got != want {
		t.Errorf("the second time: got %s, want %s", got, want)
	}
	r.Ack()
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	if left, err := Left(dir); len(left) > 0 || err != nil {
		t.Errorf("left when all is acknowledged: got %v and %v, want nothing", left, err)
	}
}

func TestDeliveredSpoolLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{SegmentBytes: 96})
	for i := range 100 {
		put(s, int64(i), "entry")
	}
	r := s.NewReader()
	texts(r, math.MaxInt64)
	r.Ack()
	s.Close()
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	if err := s.Release(); err != nil {
		t.Errorf("the second time: %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("got %v left, want nothing", left)
	}
}

func TestUnfinishedSegmentIsNoDamage(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{SegmentBytes: 4096})
	put(s, 1, "entry")
	for name, content := range map[string]string{
		"00000002": "", "00000003": strings.Repeat("\x00", 4096), "00000004": "\x00",
	} {
		if err := os.WriteFile(filepath.Join(s.Dir(), name+suffix), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	s.Release()
	if got := texts(adopt(t, dir).NewReader(), math.MaxInt64); fmt.Sprint(got) != "[entry]" {
		t.Errorf("got %q, want the entry", got)
	}
}

func TestFileThatIsNoSegmentIsNamed(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{SegmentBytes: 4096})
	put(s, 1, "entry")
	path := s.Dir()
	if err := os.WriteFile(filepath.Join(path, "00000009"+suffix), []byte(strings.Repeat("x", 4096)), 0o600); err != nil {
		t.Fatal(err)
	}
	s.Close()
	s.Release()
	s, damaged, err := Adopt(path)
	if err != nil || !errors.Is(damaged, errNoSegment) || !strings.Contains(damaged.Error(), "00000009") {
		t.Fatalf("got %v and %v, want the file named", damaged, err)
	}
	if got := texts(s.NewReader(), math.MaxInt64); fmt.Sprint(got) != "[entry]" {
		t.Errorf("got %q, want the entry", got)
	}
}

func TestDirectoryThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := New(Options{Dir: file, SegmentBytes: 4096})
	if s.Failure() == nil || s.Failure() != nil {
		t.Error("the failure is not told once")
	}
	if s.Dir() != "" || !put(s, 1, "x") {
		t.Error("the spool is not in memory instead")
	}
}

// TestKilled is run by TestProcessThatIsKilled in a process of its own.
func TestKilled(t *testing.T) {
	dir := os.Getenv("SPOOL_TEST_DIR")
	if dir == "" {
		t.Skip("the other half of TestProcessThatIsKilled")
	}
	l := newLoad(inFiles(t, dir, Options{SegmentBytes: 4096}), 4, 1<<20)
	for w := range l.accepted {
		go l.write(w)
	}
	for l.s.Committed() < 1000 {
		runtime.Gosched()
	}
	fmt.Println("committed", l.s.Committed())
	select {}
}

func TestProcessThatIsKilled(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{})
	s.Close()
	s.Release()
	child := exec.Command(os.Args[0], "-test.run=^TestKilled$", "-test.v")
	child.Env = append(os.Environ(), "SPOOL_TEST_DIR="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	committed := 0
	for lines := bufio.NewScanner(out); committed == 0 && lines.Scan(); {
		fmt.Sscanf(lines.Text(), "committed %d", &committed)
	}
	if left, err := Left(dir); len(left) != 1 || err != nil {
		t.Fatalf("left: got %v and %v, want one", left, err)
	} else if _, _, err := Adopt(left[0]); !errors.Is(err, ErrOwned) {
		t.Errorf("adopt the spool of a living process: got %v, want %v", err, ErrOwned)
	}
	child.Process.Kill() // in the middle of it
	child.Wait()

	next := map[uint32]uint32{}
	read := 0
	r := adopt(t, dir).NewReader()
	for r.Next(math.MaxInt64, func(e Entry) bool {
		w, i := binary.LittleEndian.Uint32(e.Data), binary.LittleEndian.Uint32(e.Data[4:])
		if i != next[w] || binary.LittleEndian.Uint32(e.Data[len(e.Data)-4:]) != i {
			t.Fatalf("writer %d: got entry %d, want %d", w, i, next[w])
		}
		next[w]++
		read++
		return true
	}) {
	}
	if read < committed || committed == 0 {
		t.Errorf("got %d entries, want at least the %d that were committed before", read, committed)
	}
}

// A spool of another version stays as it is, for a program of that version.
func TestASpoolOfAnotherVersionIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	s := inFiles(t, dir, Options{SegmentBytes: 96, Slots: 1})
	put(s, 1, "entry")
	path := s.Dir()
	s.Close()
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(path, "*"+suffix))
	if err != nil || len(files) == 0 {
		t.Fatalf("got the segments %v, %v", files, err)
	}
	for _, file := range files {
		f, err := os.OpenFile(file, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteAt([]byte("FCSPOOL\x63"), 0)
		f.Close()
	}
	if _, _, err := Adopt(path); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v, want %v", err, ErrVersion)
	}
	if left, _ := filepath.Glob(filepath.Join(path, "*"+suffix)); len(left) != len(files) {
		t.Errorf("got the segments %v afterwards, want %v", left, files)
	}
}

func FuzzAdopt(f *testing.F) {
	f.Add([]byte{}, []byte("FCSPOOL\x01"))
	f.Add([]byte("\x07"), []byte(magic+strings.Repeat("\xff", 100)))
	f.Fuzz(func(t *testing.T, note, segment []byte) {
		dir := filepath.Join(t.TempDir(), prefix+"1")
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{lockName: note, "00000001" + suffix: segment, "00000002" + suffix: nil} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s, _, err := Adopt(dir)
		if errors.Is(err, ErrUnsupported) || errors.Is(err, ErrVersion) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Note()
		r := s.NewReader()
		texts(r, math.MaxInt64)
		r.Ack()
		s.Close()
		if err := s.Release(); err != nil {
			t.Error(err)
		}
	})
}

// Processes that start at the same time look for what others have left while those make their directories. Each gets one,
// and nobody stumbles over what another is removing.
func TestMakingAndAdoptingAtTheSameTime(t *testing.T) {
	dir := t.TempDir()
	inFiles(t, dir, Options{SegmentBytes: 96}).Close() // or there are no files here
	var all sync.WaitGroup
	defer all.Wait()
	for range 4 {
		all.Go(func() {
			for range 100 {
				s := New(Options{Dir: dir, SegmentBytes: 96, Slots: 1})
				if err := s.Failure(); err != nil {
					t.Errorf("make a spool: %v", err)
				}
				left, err := Left(dir)
				if err != nil {
					t.Errorf("look for others: %v", err)
				}
				for _, path := range left {
					other, damaged, err := Adopt(path)
					if err == nil {
						other.NewReader().Ack()
						err = other.Release()
					}
					if err := errors.Join(damaged, err); err != nil && !errors.Is(err, ErrOwned) && !errors.Is(err, ErrGone) {
						t.Errorf("adopt: %v", err)
					}
				}
				s.Close()
				if err := s.Release(); err != nil {
					t.Errorf("release: %v", err)
				}
			}
		})
	}
}
