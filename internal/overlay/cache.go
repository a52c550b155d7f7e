package overlay

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/flowcept/flowcept-go/rewrite"
)

// cacheDir is where flowcept-gen keeps what it can make again.
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "flowcept", "gen"), nil
}

// cacheDir is the same, or the run's own temporary directory where the user has none that can be written to.
func (l *link) cacheDir() string {
	dir, err := cacheDir()
	if err == nil && os.MkdirAll(dir, 0o777) == nil {
		if f, err := os.CreateTemp(dir, ".new-*"); err == nil {
			f.Close()
			os.Remove(f.Name())
			return dir
		}
	}
	return filepath.Join(l.tmp, "cache")
}

// PackageCache is where it is kept what there is to do in packages; empty where there is no such place.
func PackageCache() string {
	dir, err := cacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "packages")
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:8])
}

// slimDir is a directory with the slim copy of capture. Its name is made of what is in it, so that builds find their
// results again and versions do not meet.
func (l *link) slimDir() (string, error) {
	files, err := rewrite.SlimProgram()
	if err != nil {
		return "", err
	}
	cache := l.cacheDir()
	hash := sha256.New()
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(hash, "%s %d\n%s", name, len(files[name]), files[name])
	}
	dir := filepath.Join(cache, "slim-"+hex.EncodeToString(hash.Sum(nil)[:8]))
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if have, err := os.ReadFile(path); err == nil && bytes.Equal(have, files[name]) {
			continue
		}
		if err := replaceFile(path, files[name]); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// replaceFile writes a file that another process may be reading.
func replaceFile(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	return err
}
