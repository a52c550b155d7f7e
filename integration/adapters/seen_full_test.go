//go:build linux

package adapters_test

import (
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/flowcept/flowcept-go/integration/adapters"
)

// On a disk that is full a part of a name may be written. What comes before and behind it counts, on the next start too.
func TestSeenSurvivesAFullDisk(t *testing.T) {
	for _, room := range []int{0, 4, len("\"lost\"\n")} {
		full(t, room)
	}
}

// full has room for so many bytes more after the first name.
func full(t *testing.T, room int) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seen")
	s, err := adapters.OpenSeen(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Add("before"); err != nil {
		t.Fatal(err)
	}
	// A limit to the size of files stands for the disk.
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var usual syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
		t.Fatal(err)
	}
	limit := usual
	limit.Cur = uint64(len("\"before\"\n") + room)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		t.Fatal(err)
	}
	err = s.Add("lost", "and this")
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &usual); err != nil {
		t.Fatal(err)
	}
	if err == nil {
		t.Fatal("got no error of a disk that is full")
	}
	if err := s.Add("behind"); err != nil {
		t.Fatal(err)
	}
	again, err := adapters.OpenSeen(path)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for name, want := range map[string]bool{"before": true, "lost": room > 4, "and this": false, "behind": true} {
		if got := again.Has(name); got != want {
			t.Errorf("with room for %d bytes: %q: got %v, want %v", room, name, got, want)
		}
	}
}
