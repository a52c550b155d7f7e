package spool

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// groupPrefix is that of a group's directory.
const groupPrefix = "programs-"

// A Group is a directory for the spools of programs that its owner has started and publishes. As long as the owner lives
// nobody takes a spool in it for one that was left.
type Group struct {
	Path string
	d    *directory
}

// OpenGroup makes a group within dir. Another process may take it for one that was left until it is owned: then it is made
// again.
func OpenGroup(dir string) (*Group, error) {
	for try := 0; ; try++ {
		g, err := tryGroup(dir)
		if err == nil || try == 10 || !errors.Is(err, os.ErrNotExist) && !errors.Is(err, ErrGone) && !errors.Is(err, ErrOwned) {
			return g, err
		}
	}
}

func tryGroup(dir string) (*Group, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	path, err := os.MkdirTemp(dir, groupPrefix)
	if err != nil {
		return nil, err
	}
	d, err := own(path)
	if err != nil {
		return nil, err
	}
	return &Group{path, d}, nil
}

// Spools lists the directories of the group's spools.
func (g *Group) Spools() ([]string, error) { return spoolsIn(g.Path) }

// Close gives the group up. A spool in it that is still there can be found by Left from now on.
func (g *Group) Close() error {
	removeGroup(g.Path)
	return g.d.lock.Close()
}

// removeGroup removes a group's directory if there is no spool in it. The caller owns it.
func removeGroup(path string) {
	if left, err := spoolsIn(path); err != nil || len(left) > 0 {
		return
	}
	os.Remove(filepath.Join(path, lockName))
	os.Remove(path) // it stays where a program has just begun
}

// abandonedIn lists the spools of a group that has no owner.
func abandonedIn(path string) []string {
	d, err := own(path)
	if err != nil {
		return nil
	}
	defer d.lock.Close()
	found, err := spoolsIn(path)
	if err != nil || len(found) == 0 {
		removeGroup(path)
	}
	return found
}

// spoolsIn lists the directories directly within dir that are named as spools are.
func spoolsIn(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		if e.IsDir() && strings.HasPrefix(e.Name(), prefix) {
			found = append(found, filepath.Join(dir, e.Name()))
		}
	}
	return found, nil
}
