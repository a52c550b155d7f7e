package jsonl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

var errFull = errors.New("no space left")

// batchOf has a task for each id.
func batchOf(ids ...string) *prov.Batch {
	var b prov.Batch
	for _, id := range ids {
		b.Append((&prov.Task{TaskID: id, Data: prov.Raw("\xc4\x01x")}).AppendMsgpack)
	}
	return &b
}

func open(t testing.TB, path string, opt Options) *Writer {
	t.Helper()
	w, err := Open(path, opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

func publish(t testing.TB, w *Writer, ids ...string) {
	t.Helper()
	if err := w.Publish(context.Background(), batchOf(ids...)); err != nil {
		t.Fatalf("Publish(%q): %v", ids, err)
	}
}

// readIDs are the task ids in the file; each line must be a record.
func readIDs(t testing.TB, path string) []string {
	t.Helper()
	var ids []string
	for r, err := range Read(path) {
		if err != nil {
			t.Errorf("Read: %v", err)
			continue
		}
		id, _ := r["task_id"].(string)
		ids = append(ids, id)
	}
	return ids
}

func wantIDs(t testing.TB, path string, want ...string) {
	t.Helper()
	if got := readIDs(t, path); !slices.Equal(got, want) {
		t.Errorf("records in the file: got %q, want %q", got, want)
	}
}

func readFile(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestPublish(t *testing.T) {
	path := filepath.Join(t.TempDir(), "made", "if missing", "f.jsonl")
	w := open(t, path, Options{})
	if w.Path() != path {
		t.Errorf("Path: got %q, want %q", w.Path(), path)
	}
	publish(t, w, "a", "b")
	publish(t, w)
	publish(t, w, "c")
	want := `{"type": "task", "task_id": "a", "used": {}}
{"type": "task", "task_id": "b", "used": {}}
{"type": "task", "task_id": "c", "used": {}}
`
	if got := readFile(t, path); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestOpenKeepsOrDeletes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	first := open(t, path, Options{})
	publish(t, first, "a")
	publish(t, open(t, path, Options{}), "b")
	wantIDs(t, path, "a", "b")
	publish(t, open(t, path, Options{DeletePrevious: true}), "c")
	publish(t, first, "d") // it sees the same file still
	wantIDs(t, path, "c", "d")
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{dir, filepath.Join(file, "f.jsonl"), os.DevNull} {
		if w, err := Open(path, Options{}); err == nil {
			w.Close()
			t.Errorf("Open(%q): got no error", path)
		}
	}
}

func TestPathDoesNotFollowChdir(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	w := open(t, "f.jsonl", Options{})
	t.Chdir(t.TempDir())
	if err := os.Remove(filepath.Join(dir, "f.jsonl")); err != nil {
		t.Skipf("an open file cannot be removed here: %v", err)
	}
	publish(t, w, "a")
	wantIDs(t, filepath.Join(dir, "f.jsonl"), "a")
}

func TestTornTailIsRemovedOrClosed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	w := open(t, path, Options{})
	publish(t, w, "a")
	long := `{"type": "task", "used": {"x": "` + strings.Repeat("x", 5000)
	for _, torn := range []string{`{"type": "ta`, `{"ty`, long, `{"task_id": "ta`, "\n", `{"type": "whole, without newline"}`} {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.WriteString(torn)
		f.Close()
		publish(t, w, "b")
	}
	b := `{"type": "task", "task_id": "b", "used": {}}`
	want := []string{`{"type": "task", "task_id": "a", "used": {}}`, b, b, b}
	want = append(want, `{"task_id": "ta`, b, "", b, `{"type": "whole, without newline"}`, b, "")
	if got := strings.Split(readFile(t, path), "\n"); !slices.Equal(got, want) {
		t.Errorf("lines: got %q, want %q", got, want)
	}
}

func TestReplacedFileIsMadeAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dir", "f.jsonl")
	w := open(t, path, Options{})
	publish(t, w, "a")
	if err := os.RemoveAll(filepath.Dir(path)); err != nil {
		t.Skipf("an open file cannot be removed here: %v", err)
	}
	publish(t, w, "b")
	wantIDs(t, path, "b")
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{\"task_id\": \"other\"}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	publish(t, w, "c")
	wantIDs(t, path, "other", "c")
	wantIDs(t, path+".old", "b")
}

// TestShortWriteIsTakenBack injects a disk that is full after n bytes.
func TestShortWriteIsTakenBack(t *testing.T) {
	for _, tail := range []string{"", "half a li"} {
		for n := range 60 {
			path := filepath.Join(t.TempDir(), "f.jsonl")
			before := "{\"task_id\": \"a\"}\n" + tail
			if err := os.WriteFile(path, []byte(before), 0o666); err != nil {
				t.Fatal(err)
			}
			w := open(t, path, Options{})
			w.write = func(f *os.File, b []byte) (int, error) {
				n, _ := f.Write(b[:n])
				return n, errFull
			}
			err := w.Publish(context.Background(), batchOf("b", "c"))
			if !errors.Is(err, errFull) {
				t.Errorf("full after %d bytes: got error %v, want %v", n, err, errFull)
			}
			if got := readFile(t, path); got != before {
				t.Errorf("full after %d bytes: the file is %q, want %q", n, got, before)
			}
			w.write = (*os.File).Write
			publish(t, w, "b", "c")
			if got := readFile(t, path); strings.Count(got, `"b"`) != 1 || strings.Count(got, `"c"`) != 1 {
				t.Errorf("full after %d bytes, then not: got %q, want each record once", n, got)
			}
			w.Close()
		}
	}
}

// TestShortWriteKeepsOthers: what came in without a lock, Python's, stays.
func TestShortWriteKeepsOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	w := open(t, path, Options{})
	w.write = func(f *os.File, b []byte) (int, error) {
		n, _ := f.Write(b[:20])
		f.WriteString("\n{\"task_id\": \"python\"}\n")
		return n, errFull
	}
	err := w.Publish(context.Background(), batchOf("a"))
	if !errors.Is(err, errFull) || !strings.Contains(err.Error(), "a part of the batch stays") {
		t.Errorf("got error %v, want one that says that a part stays", err)
	}
	if got, want := readFile(t, path), "{\"task_id\": \"python\"}\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got %q, want it to end in %q", got, want)
	}
}

func TestInvalidMessages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.jsonl")
	bad := batchOf("a")
	bad.Append(func(b []byte) []byte { return append(b, 0xc1) })
	bad.Append((&prov.Task{TaskID: "b"}).AppendMsgpack)

	w := open(t, path, Options{})
	if err := w.Publish(context.Background(), bad); err == nil || !strings.Contains(err.Error(), "message 2 of 3") {
		t.Errorf("got error %v, want one that names message 2 of 3", err)
	}
	wantIDs(t, path)

	var heard []string
	w = open(t, path, Options{Invalid: func(msg []byte, err error) { heard = append(heard, fmt.Sprintf("%x %v", msg, err != nil)) }})
	w.write = func(*os.File, []byte) (int, error) { return 0, errFull }
	if err := w.Publish(context.Background(), bad); !errors.Is(err, errFull) || heard != nil {
		t.Errorf("a failed write: got error %v and %q reported, want %v and nothing", err, heard, errFull)
	}
	w.write = (*os.File).Write
	if err := w.Publish(context.Background(), bad); err != nil {
		t.Errorf("with Invalid: %v", err)
	}
	if want := []string{"c1 true"}; !slices.Equal(heard, want) {
		t.Errorf("reported: got %q, want %q", heard, want)
	}
	wantIDs(t, path, "a", "b")
}

func TestClosed(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "f.jsonl"), Options{})
	for range 2 {
		if err := w.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if err := w.Publish(context.Background(), batchOf("a")); !errors.Is(err, os.ErrClosed) {
		t.Errorf("Publish after Close: got error %v, want %v", err, os.ErrClosed)
	}
}

func TestPublishAllocatesLittle(t *testing.T) {
	w := open(t, filepath.Join(t.TempDir(), "f.jsonl"), Options{})
	few, many := batchOf("a"), batchOf(slices.Repeat([]string{"a"}, 1000)...)
	allocs := func(b *prov.Batch) float64 {
		return testing.AllocsPerRun(5, func() {
			if err := w.Publish(context.Background(), b); err != nil {
				t.Error(err)
			}
		})
	}
	allocs(many) // the buffer grows
	if one, thousand := allocs(few), allocs(many); thousand > one {
		t.Errorf("1000 records: got %v allocations, want no more than the %v of one", thousand, one)
	}
}
