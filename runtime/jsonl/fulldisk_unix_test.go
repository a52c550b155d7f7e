//go:build darwin || linux

package jsonl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestFileSizeLimit has the kernel cut a write short: a file of the size that
// the process may write to behaves as a full disk does.
func TestFileSizeLimit(t *testing.T) {
	if path := os.Getenv(childEnv); path != "" {
		if err := fillUp(path); err != nil {
			t.Fatal(err)
		}
		return
	}
	path := filepath.Join(t.TempDir(), "f.jsonl")
	if out, err := child(t, path).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	wantIDs(t, path, slices.Repeat([]string{"a", "b"}, 101)...)
}

// fillUp publishes up to a limit that cuts each batch at another byte, then
// raises the limit and publishes the same batch again.
func fillUp(path string) error {
	signal.Ignore(syscall.SIGXFSZ)
	w, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer w.Close()
	ctx := context.Background()
	batch := batchOf("a", "b")
	if err := w.Publish(ctx, batch); err != nil {
		return err
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for range 100 {
		full := uint64(len(whole)) + uint64(len(whole)%89)
		if err := limitFileSize(full); err != nil {
			return err
		}
		if err := w.Publish(ctx, batch); !errors.Is(err, syscall.EFBIG) {
			return fmt.Errorf("a file of at most %d bytes: got error %v, want %v", full, err, syscall.EFBIG)
		}
		got, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if !slices.Equal(got, whole) {
			return fmt.Errorf("a file of at most %d bytes ends in %q, want %q", full, lastLine(got), lastLine(whole))
		}
		if err := limitFileSize(1 << 30); err != nil {
			return err
		}
		if err := w.Publish(ctx, batch); err != nil {
			return fmt.Errorf("with room again: %w", err)
		}
		if whole, err = os.ReadFile(path); err != nil {
			return err
		}
	}
	return nil
}

func limitFileSize(n uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	limit.Cur = n
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

func lastLine(b []byte) string {
	s := string(b)
	return s[strings.LastIndexByte(strings.TrimSuffix(s, "\n"), '\n')+1:]
}
