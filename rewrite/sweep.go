package rewrite

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// sweep removes the siblings in a directory that have lost their reason, and
// notes the files of other build configurations.
func (r *Result) sweep(dir *load.Dir, annotated map[string]bool, all bool) error {
	names, err := goFiles(dir.Path)
	if err != nil {
		return err
	}
	for _, path := range names {
		if source := load.SourceOf(path); source != "" {
			if annotated[source] {
				continue
			}
			if err := r.orphan(path, source, dir.GoFiles[source], all); err != nil {
				return err
			}
			continue
		}
		if !dir.GoFiles[path] {
			if err := r.otherConfiguration(path); err != nil {
				return err
			}
		}
	}
	return nil
}

// orphan removes a sibling whose file is gone or has no annotations any more. A
// file that is built in another configuration, and has annotations or needs none,
// keeps it.
func (r *Result) orphan(sibling, source string, built, all bool) error {
	src, err := os.ReadFile(source)
	if ignoreMissing(err) != nil {
		return err
	}
	if !built && src != nil && (all || isAnnotated(source, src)) {
		return nil
	}
	return r.remove(sibling, source, src)
}

// clean removes all siblings in a directory.
func (r *Result) clean(dir *load.Dir) error {
	names, err := goFiles(dir.Path)
	if err != nil {
		return err
	}
	for _, path := range names {
		source := load.SourceOf(path)
		if source == "" {
			continue
		}
		src, err := os.ReadFile(source)
		if ignoreMissing(err) != nil {
			return err
		}
		if err := r.remove(path, source, src); err != nil {
			return err
		}
	}
	return nil
}

// remove plans the removal of a sibling that flowcept-gen wrote, and gives its
// source, if that is still there, its constraint back.
func (r *Result) remove(sibling, source string, src []byte) error {
	before, err := readSibling(sibling)
	if err != nil || !before.ours {
		return err
	}
	c, err := change(sibling, nil, 0, Orphaned)
	if err != nil {
		return err
	}
	r.Changes = append(r.Changes, *c)
	if src == nil {
		return nil
	}
	restored, err := constraint.Restore(src, before.record)
	if err != nil {
		return nil // a file without a readable constraint has none of ours
	}
	info, err := os.Stat(source)
	if err != nil {
		return err
	}
	c, err = change(source, restored, info.Mode().Perm(), Constraint)
	if c != nil {
		r.Changes = append(r.Changes, *c)
	}
	return err
}

// goFiles are the Go files of a directory, by name.
func goFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var list []string
	for _, e := range entries {
		if n := e.Name(); strings.HasSuffix(n, ".go") && !e.IsDir() && !strings.HasPrefix(n, "_") && !strings.HasPrefix(n, ".") {
			list = append(list, filepath.Join(dir, n))
		}
	}
	return list, nil
}
