package jsonl

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func write(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "f.jsonl")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadGoesOnBehindAnError(t *testing.T) {
	path := write(t, "{\"task_id\": \"a\"}\r\n\n{\"task_id\": \"b\n[1]\n  \n{\"task_id\": \"c\"}\n{\"task_id\": ")
	var got []string
	for r, err := range Read(path) {
		if err != nil {
			if r != nil {
				t.Errorf("record %v beside error %v", r, err)
			}
			where, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), path), " ")
			got = append(got, where)
			continue
		}
		got = append(got, r["task_id"].(string))
	}
	if want := []string{"a", ":3:", ":4:", "c", ":7:"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestReaderSaysWhichLineItRead(t *testing.T) {
	r := NewReader(strings.NewReader("{\"task_id\": \"a\"}\n\n{\n{\"task_id\": \"b\"}"), "standard input")
	var lines []int
	for record, err := range r.All() {
		lines = append(lines, r.Line())
		if record == nil && !strings.HasPrefix(err.Error(), "standard input:3: ") {
			t.Errorf("got error %q, want one that begins with the stream's name and line 3", err)
		}
	}
	if want := []int{1, 3, 4}; !slices.Equal(lines, want) {
		t.Errorf("got lines %v, want %v", lines, want)
	}
}

func TestReadLastLineWithoutNewline(t *testing.T) {
	wantIDs(t, write(t, "{\"task_id\": \"a\"}\n{\"task_id\": \"b\"}"), "a", "b")
}

func TestReadLinesOfAnyLength(t *testing.T) {
	var text strings.Builder
	var want []string
	for _, n := range []int{1, 65519, 65520, 65521, 65522, 65536, 1 << 20, 3, 5 << 20} {
		id := strings.Repeat("x", n)
		want = append(want, id)
		text.WriteString(`{"task_id": "` + id + "\"}\n")
	}
	if got := readIDs(t, write(t, text.String())); !slices.Equal(got, want) {
		t.Errorf("got %d records, want %d, of the same lengths", len(got), len(want))
	}
}

func TestReadStops(t *testing.T) {
	n := 0
	for range Read(write(t, strings.Repeat("{}\n", 10))) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("got %d records, want 3", n)
	}
}

func TestReadErrors(t *testing.T) {
	for _, path := range []string{filepath.Join(t.TempDir(), "missing"), t.TempDir()} {
		var errs []error
		for r, err := range Read(path) {
			if r != nil {
				t.Errorf("Read(%q): got record %v", path, r)
			}
			errs = append(errs, err)
		}
		if len(errs) != 1 || errs[0] == nil {
			t.Errorf("Read(%q): got errors %v, want one", path, errs)
		}
	}
}

// TestReadPython reads the files that Python wrote.
func TestReadPython(t *testing.T) {
	files, _ := filepath.Glob("../../testdata/wire/*.offline.jsonl")
	if len(files) == 0 {
		t.Fatal("no files in testdata/wire")
	}
	for _, file := range files {
		n := 0
		for r, err := range Read(file) {
			if err != nil {
				t.Errorf("Read: %v", err)
			} else if r["workflow_id"] == nil {
				t.Errorf("%s: got record %v, want one with a workflow_id", file, r)
			}
			n++
		}
		if want := strings.Count(readFile(t, file), "\n"); n != want {
			t.Errorf("%s: got %d records, want %d", file, n, want)
		}
	}
}

// FuzzRead: arbitrary bytes never panic, and no line is lost: each that is not
// blank gives a record or an error.
func FuzzRead(f *testing.F) {
	f.Add([]byte("{\"a\": NaN}\n\n{\"b\": \n{\"c\": [1.5, null]}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		want := 0
		for line := range strings.SplitSeq(string(text), "\n") {
			if strings.Trim(line, " \t\r\v\f\u0085\u00a0") != "" {
				want++
			}
		}
		got := 0
		for r, err := range Read(write(t, string(text))) {
			if (r == nil) == (err == nil) {
				t.Errorf("got record %v and error %v, want one of them", r, err)
			}
			got++
		}
		if got != want {
			t.Errorf("got %d records and errors, want %d, of %q", got, want, text)
		}
	})
}
