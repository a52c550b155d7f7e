package follow

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// next waits for a record and returns its id, or an error's text.
func next(t *testing.T, pull func() (map[string]any, error, bool)) string {
	t.Helper()
	r, err, ok := pull()
	switch {
	case !ok:
		t.Fatal("the records ended")
	case err != nil:
		return "error"
	}
	return r["task_id"].(string)
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

func TestFileFollowsWhatHappensToAFile(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	path := filepath.Join(t.TempDir(), "f.jsonl")
	waits := time.AfterFunc(3*interval/2, func() { appendTo(t, path, `{"task_id": "1"}`+"\n"+`{"task_`) })
	defer waits.Stop()
	pull, stop := iter.Pull2(File(ctx, path, false))
	defer stop()
	if got := next(t, pull); got != "1" {
		t.Fatalf("got %s from a file that was not there at first, want 1", got)
	}
	appendTo(t, path, `id": "2"}`+"\n"+`{"half`)
	if got := next(t, pull); got != "2" {
		t.Errorf("got %s, want 2, which was written in two parts", got)
	}
	if err := os.Rename(path, path+".old"); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, `{"task_id": "3"}`+"\n")
	if got := next(t, pull); got != "error" {
		t.Errorf("got %s, want an error of the half line of the file that was replaced", got)
	}
	if got := next(t, pull); got != "3" {
		t.Errorf("got %s of the file that took the place of the first, want 3", got)
	}
	if err := os.WriteFile(path, []byte(`{"a":4}`[:0]), 0o600); err != nil {
		t.Fatal(err)
	}
	appendTo(t, path, `{"task_id":"4"}`+"\n")
	if got := next(t, pull); got != "4" {
		t.Errorf("got %s of the file that was emptied, want 4", got)
	}
	cancel()
	if _, err, ok := pull(); ok {
		t.Errorf("got more, with error %v, after the context ended", err)
	}
}

func TestFileWithOnlyNewPassesOverWhatIsThere(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	path := filepath.Join(t.TempDir(), "f.jsonl")
	appendTo(t, path, `{"task_id": "old"}`+"\n")
	waits := time.AfterFunc(interval, func() { appendTo(t, path, `{"task_id": "new"}`+"\n") })
	defer waits.Stop()
	pull, stop := iter.Pull2(File(ctx, path, true))
	defer stop()
	if got := next(t, pull); got != "new" {
		t.Errorf("got %s, want new", got)
	}
}
