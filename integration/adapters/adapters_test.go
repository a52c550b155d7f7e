package adapters_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/flowcept/flowcept-go/integration/adapters"
)

// What was being written when a process was killed is forgotten, and nothing before it.
func TestSeenSurvivesATornLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "seen")
	for _, name := range []string{"a\nb", "c"} {
		s, err := adapters.OpenSeen(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Add(name); err != nil {
			t.Fatal(err)
		}
		s.Close()
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(`"torn`)
		f.Close()
	}
	s, err := adapters.OpenSeen(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for name, want := range map[string]bool{"a\nb": true, "c": true, "torn": false} {
		if got := s.Has(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestThinKeepsTheEnds(t *testing.T) {
	for n, want := range map[int][]int{0: nil, 1: {9}, 2: {0, 9}, 4: {0, 3, 6, 9}, 10: {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}} {
		if got := adapters.Thin([]int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, n); !slices.Equal(got, want) {
			t.Errorf("Thin to %d: got %v, want %v", n, got, want)
		}
	}
}
