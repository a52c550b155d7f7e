package flowcept_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// isolated moves the test into an empty directory, with a home and a cache of its own and no settings in the
// environment, and returns the directory.
func isolated(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	t.Chdir(dir)
	t.Setenv("HOME", filepath.Join(dir, "home"))
	t.Setenv("XDG_CACHE_HOME", filepath.Join(dir, "cache"))
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); ofSettings(name) {
			t.Setenv(name, "") // puts it back after the test
			os.Unsetenv(name)
		}
	}
	return dir
}

func ofSettings(variable string) bool {
	for _, prefix := range []string{"FLOWCEPT", "MQ_", "MONGO_", "DB_FLUSH_MODE", "DUMP_BUFFER", "TELEMETRY_ENABLED"} {
		if strings.HasPrefix(variable, prefix) {
			return true
		}
	}
	return false
}

// configured writes a settings file and makes it the one that is read.
func configured(t testing.TB, yaml string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "settings.yaml")
	if err := os.WriteFile(path, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FLOWCEPT_SETTINGS_PATH", path)
}

// heard collects what OnError hears, until the test ends.
func heard(t testing.TB) (errs func() []error) {
	t.Helper()
	var mu sync.Mutex
	var all []error
	flowcept.OnError(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, err)
	})
	t.Cleanup(func() { flowcept.OnError(nil) })
	return func() []error {
		mu.Lock()
		defer mu.Unlock()
		return append([]error(nil), all...)
	}
}

// record runs f as a workflow in an isolated directory and returns the records that are in the file afterwards. Nothing
// may go wrong behind its back.
func record(t testing.TB, f func(ctx context.Context), opts ...flowcept.WorkflowOption) records {
	t.Helper()
	isolated(t)
	errs := heard(t)
	err := flowcept.Run(t.Context(), func(ctx context.Context) error { f(ctx); return nil }, opts...)
	if err := errors.Join(append(errs(), err)...); err != nil {
		t.Fatal(err)
	}
	return written(t, "")
}

// written are the records in a file; "" is the settings'.
func written(t testing.TB, path string) records {
	t.Helper()
	var all records
	for r, err := range flowcept.ReadBufferFile(path) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

type records []flowcept.Record

// of are the records with this value under key.
func (all records) of(key, value string) records {
	var some records
	for _, r := range all {
		if r[key] == value {
			some = append(some, r)
		}
	}
	return some
}

func (all records) tasks() records     { return all.of("type", "task") }
func (all records) workflows() records { return all.of("type", "workflow") }

// task is the one task of an activity.
func (all records) task(t testing.TB, activity string) flowcept.Record {
	t.Helper()
	some := all.tasks().of("activity_id", activity)
	if len(some) != 1 {
		t.Fatalf("got %d tasks of %q, want 1; records:\n%v", len(some), activity, all)
	}
	return some[0]
}

// column is what the records have under a key, or under a path of keys with dots between.
func (all records) column(path string) string {
	var values []string
	for _, r := range all {
		values = append(values, fmt.Sprint(field(r, path)))
	}
	return strings.Join(values, " ")
}

func (all records) String() string {
	var b strings.Builder
	for _, r := range all {
		fmt.Fprintln(&b, r)
	}
	return b.String()
}

// field is what a record has under a path of keys with dots between; "-" where there is nothing.
func field(r flowcept.Record, path string) any {
	var v any = map[string]any(r)
	for key := range strings.SplitSeq(path, ".") {
		m, _ := v.(map[string]any)
		var ok bool
		if v, ok = m[key]; !ok {
			return "-"
		}
	}
	return v
}

// wants compares fields of a record, by their paths, with what they should print as; "-" is for none.
func wants(t testing.TB, r flowcept.Record, want map[string]string) {
	t.Helper()
	for path, want := range want {
		if got := fmt.Sprint(field(r, path)); got != want {
			t.Errorf("%s: got %s, want %s; record %v", path, got, want, r)
		}
	}
}

// exiting runs f on a goroutine of its own, which may exit.
func exiting(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

// exit ends the goroutine as t.FailNow does.
func exit() { runtime.Goexit() }

// contents are what is in a file.
func contents(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
