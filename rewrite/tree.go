package rewrite

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// manifest is the file that marks a directory as a copy and lists what is in it.
const manifest = ".flowcept-gen"

const manifestHead = "Written by flowcept-gen -o, with the files below. It may be written again, or removed as a whole.\n"

// A tree is a copy that is being written. A file that is as it should be is not
// touched, so that builds find their results again.
type tree struct {
	dir    string
	before map[string]bool // what the last copy left
	now    []string
}

func openTree(dir string) (*tree, error) {
	t := &tree{dir: dir, before: map[string]bool{}}
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if len(entries) == 0 {
		return t, nil
	}
	text, err := os.ReadFile(filepath.Join(dir, manifest))
	list, ours := strings.CutPrefix(string(text), manifestHead)
	if err != nil || !ours {
		return nil, fmt.Errorf("%s is not empty, and not a copy that flowcept-gen wrote", dir)
	}
	for name := range strings.Lines(list) {
		if name = strings.TrimSuffix(name, "\n"); filepath.IsLocal(name) {
			t.before[name] = true
		}
	}
	// Without the list of what is there no copy is complete: it is written last,
	// and until then all that was there or comes is listed.
	return t, nil
}

func (t *tree) file(rel string, text []byte, mode fs.FileMode) error {
	path := filepath.Join(t.dir, rel)
	t.now = append(t.now, rel)
	if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, text) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := t.mark(); err != nil {
		return err
	}
	if err := ignoreMissing(os.Remove(path)); err != nil {
		return err
	}
	return os.WriteFile(path, text, mode.Perm()|0o200) // sources may be read-only
}

// link copies a symbolic link; one that is relative leads to the same file as
// before where that is outside of the module.
func (t *tree) link(path, rel string) error {
	target, err := os.Readlink(path)
	if err != nil {
		return err
	}
	if !filepath.IsAbs(target) && !filepath.IsLocal(filepath.Join(filepath.Dir(rel), target)) {
		target = filepath.Join(filepath.Dir(path), target)
	}
	to := filepath.Join(t.dir, rel)
	t.now = append(t.now, rel)
	if have, err := os.Readlink(to); err == nil && have == target {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return err
	}
	if err := t.mark(); err != nil {
		return err
	}
	if err := ignoreMissing(os.Remove(to)); err != nil {
		return err
	}
	return os.Symlink(target, to)
}

// mark makes the directory ours before the first file is put there, so that a
// copy which was not finished can be written again.
func (t *tree) mark() error {
	path := filepath.Join(t.dir, manifest)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.WriteFile(path, []byte(manifestHead), 0o666)
}

// close removes what is in the copy no longer, and lists what is.
func (t *tree) close() error {
	slices.Sort(t.now)
	for name := range t.before {
		if _, found := slices.BinarySearch(t.now, name); !found {
			if err := ignoreMissing(os.Remove(filepath.Join(t.dir, name))); err != nil {
				return err
			}
		}
	}
	text := manifestHead + strings.Join(t.now, "\n") + "\n"
	return os.WriteFile(filepath.Join(t.dir, manifest), []byte(text), 0o666)
}
