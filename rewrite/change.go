package rewrite

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// A Change is one file that is not as it should be.
type Change struct {
	Path     string
	Old, New []byte // nil: there is no such file
	Mode     fs.FileMode
	Why      Why
}

// Why says what is wrong with a file.
type Why string

const (
	Missing    Why = "missing"    // a sibling that is not there
	Stale      Why = "stale"      // a sibling that is not what would be written
	Orphaned   Why = "orphaned"   // a sibling without annotations to show for it
	Constraint Why = "constraint" // a file with !flowcept where it should be without, or without where with
)

// Write makes the changes. Each file is written beside its place, and all of them
// before the first is put there; links are followed, modes kept.
func Write(changes []Change) (err error) {
	type pending struct{ temp, path string }
	var list []pending
	defer func() {
		for _, p := range list {
			err = errors.Join(err, ignoreMissing(os.Remove(p.temp)))
		}
	}()
	for _, c := range changes {
		if c.New == nil {
			continue
		}
		path := c.Path
		if target, err := filepath.EvalSymlinks(path); err == nil {
			path = target
		}
		temp, err := writeTemp(path, c.New, c.Mode)
		if err != nil {
			return err
		}
		list = append(list, pending{temp, path})
	}
	// Siblings come first: a file of which the tag takes away the only copy would
	// be worse than two copies under the tag.
	for _, p := range list {
		if err := os.Rename(p.temp, p.path); err != nil {
			return err
		}
	}
	for _, c := range changes {
		if c.New == nil {
			if err := ignoreMissing(os.Remove(c.Path)); err != nil {
				return err
			}
		}
	}
	return nil
}

func writeTemp(path string, data []byte, mode fs.FileMode) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(mode), f.Close())
	if err != nil {
		return "", errors.Join(fmt.Errorf("%s: %w", path, err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// change compares a file with what it should be; nil where it is that already.
func change(path string, want []byte, mode fs.FileMode, why Why) (*Change, error) {
	have, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		have = nil
	case err != nil:
		return nil, err
	case want != nil && bytes.Equal(have, want):
		return nil, nil
	}
	if have == nil && want == nil {
		return nil, nil
	}
	return &Change{Path: path, Old: have, New: want, Mode: mode, Why: why}, nil
}

// compare finds what is to be written for a sibling and the constraint that comes with it.
func (r *Result) compare(f *outcome) error {
	if f.Text == nil {
		r.add(f.Done)
		return nil
	}
	f.Done.Sibling = load.SiblingOf(f.Path)
	r.add(f.Done)
	before, err := readSibling(f.Done.Sibling)
	if err != nil {
		return err
	}
	merged, _, err := constraint.Merge(f.src, before.record, before.exists)
	if err != nil {
		return err
	}
	info, err := os.Stat(f.Path)
	if err != nil {
		return err
	}
	why := Missing
	if before.exists {
		why = Stale
	}
	for _, want := range []struct {
		path string
		text []byte
		why  Why
	}{{f.Done.Sibling, f.Text, why}, {f.Path, merged, Constraint}} {
		c, err := change(want.path, want.text, info.Mode().Perm(), want.why)
		if err != nil {
			return err
		}
		if c != nil {
			r.Changes = append(r.Changes, *c)
		}
	}
	return nil
}
