package flowcept_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// ownMounts is set in the environment of a process that may mount file systems: nobody else sees them.
const ownMounts = "FLOWCEPT_TEST_OWN_MOUNTS"

// inOwnMounts runs the test once more in a process that may mount file systems, and says whether this is that process.
func inOwnMounts(t *testing.T) bool {
	t.Helper()
	if os.Getenv(ownMounts) != "" {
		return true
	}
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), ownMounts+"=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		t.Skipf("no namespaces of users and mounts here: %v", err)
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("%s", out)
	}
	return false
}

// disk is a file system of its own, of some size in bytes.
func disk(t *testing.T, size int, flags uintptr) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", flags, fmt.Sprintf("size=%d", size)); err != nil {
		t.Skipf("cannot mount a file system here: %v", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// A disk that is full where the file of the records is: they wait in the spool, and go into the file, once each, when
// there is room.
func TestTheRecordsFileIsOnAFullDisk(t *testing.T) {
	if !inOwnMounts(t) {
		return
	}
	isolated(t)
	dir := disk(t, 1<<20, 0)
	ballast := filepath.Join(dir, "ballast")
	if err := os.WriteFile(ballast, make([]byte, 1<<20-8<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "records.jsonl")
	configured(t, fmt.Sprintf("{project: {dump_buffer: {path: %q}}, mq: {insertion_buffer_time_secs: 0.01}}", path))
	errs := heard(t)
	const n = 1000
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		for i := range n {
			flowcept.NewTask(ctx, "a", flowcept.Used{"i": i}).Send()
		}
		for deadline := time.Now().Add(time.Minute); len(errs()) == 0; {
			if time.Now().After(deadline) {
				t.Fatal("nobody said that the disk is full")
			}
			<-time.After(time.Millisecond)
		}
		for _, err := range errs() {
			if !errors.Is(err, syscall.ENOSPC) {
				t.Errorf("got %v, want that there is no space left", err)
			}
		}
		written(t, path) // fails where a line is torn
		return os.Remove(ballast)
	})
	if err != nil {
		t.Fatal(err)
	}
	wantOnce(t, written(t, path).tasks(), n)
}

// A disk that is full where the spool is: what finds no room there waits in memory, which is said, and arrives.
func TestTheSpoolIsOnAFullDisk(t *testing.T) {
	if !inOwnMounts(t) {
		return
	}
	isolated(t)
	dir := disk(t, 3<<20, 0) // two segments
	configured(t, fmt.Sprintf("go: {spool: {dir: %q}}", dir))
	errs, past := heard(t), flowcept.Stats()
	const n = 4000
	text := strings.Repeat("x", 4000) // more in all than the disk holds
	err := flowcept.Run(t.Context(), func(ctx context.Context) error {
		for i := range n {
			flowcept.NewTask(ctx, "a", flowcept.Used{"i": i, "text": text}).Send()
		}
		return nil
	}, flowcept.SaveWorkflow(false))
	if err != nil {
		t.Fatal(err)
	}
	got := since(past)
	if got.Acknowledged != n || got.Dropped != 0 || got.Spooled != 0 {
		t.Errorf("got %+v of %d tasks", got, n)
	}
	wantOnce(t, written(t, "").tasks(), n)
	full := false
	for _, err := range errs() {
		full = full || errors.Is(err, syscall.ENOSPC)
	}
	if !full {
		t.Errorf("OnError heard %v, want that there is no space left", errs())
	}
}

// Where the spool cannot have files records wait in memory, which is said, and arrive.
func TestTheSpoolIsOnADiskWithoutRoomOrNotToBeWritten(t *testing.T) {
	if !inOwnMounts(t) {
		return
	}
	for _, c := range []struct {
		name  string
		size  int
		flags uintptr
		want  error
	}{
		{"read-only", 1 << 20, syscall.MS_RDONLY, syscall.EROFS},
		{"no room at all", 64 << 10, 0, syscall.ENOSPC},
	} {
		t.Run(c.name, func(t *testing.T) {
			isolated(t)
			configured(t, fmt.Sprintf("go: {spool: {dir: %q}}", disk(t, c.size, c.flags)))
			errs := heard(t)
			err := flowcept.Run(t.Context(), func(ctx context.Context) error {
				for i := range 100 {
					flowcept.NewTask(ctx, "a", flowcept.Used{"i": i}).Send()
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			wantOnce(t, written(t, "").tasks(), 100)
			if got := errs(); len(got) != 1 || !errors.Is(got[0], c.want) {
				t.Errorf("OnError heard %v, want %v once", got, c.want)
			}
		})
	}
}
