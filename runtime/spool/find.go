package spool

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// findDepth is how far below a directory Find looks: spools lie in one directory for each destination, and those in one.
const findDepth = 4

// Find lists the directories at and below dir that hold a spool, with or without a living owner: Adopt tells which.
func Find(dir string) ([]string, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, err
	} else if !info.IsDir() {
		return nil, &fs.PathError{Op: "read", Path: dir, Err: errors.New("not a directory")}
	}
	dir = filepath.Clean(dir)
	var found []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, os.ErrNotExist):
			return nil // its owner has removed it
		case err != nil:
			return err
		case !e.IsDir():
			return nil
		case holds(path):
			found = append(found, path)
			return filepath.SkipDir
		case strings.Count(path[len(dir):], string(filepath.Separator)) >= findDepth:
			return filepath.SkipDir
		}
		return nil
	})
	return found, err
}

// holds says whether a directory is a spool's: it is named so and its owner's lock is there.
func holds(path string) bool {
	if !strings.HasPrefix(filepath.Base(path), prefix) {
		return false
	}
	_, err := os.Stat(filepath.Join(path, lockName))
	return err == nil
}

// Abandoned says whether the process that wrote a spool is gone.
func Abandoned(path string) bool {
	d, err := own(path)
	if err != nil {
		return false
	}
	d.lock.Close()
	return true
}
