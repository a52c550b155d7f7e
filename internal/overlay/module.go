package overlay

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/flowcept/flowcept-go/rewrite"
)

// A module is the one around the working directory, or the workspace.
type module struct {
	path    string // its import path
	root    string // its directory
	file    string // go.mod
	work    string // go.work; empty for none
	knows   bool   // it requires flowcept-go
	vendors bool   // it has a vendor directory in use
}

// findModule asks the go command.
func findModule(ctx context.Context, dir string, a *Args) (*module, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "-json", "GOMOD", "GOWORK")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	var env struct{ GOMOD, GOWORK string }
	if err := json.Unmarshal(out, &env); err != nil {
		return nil, err
	}
	m := &module{file: env.GOMOD, work: env.GOWORK}
	if m.work == "off" {
		m.work = ""
	}
	if m.file == "" || m.file == os.DevNull {
		if m.work == "" {
			return nil, errors.New("there is no module here")
		}
		m.root, m.path = filepath.Dir(m.work), filepath.Base(filepath.Dir(m.work))
		return m, nil
	}
	m.root = filepath.Dir(m.file)
	text, err := os.ReadFile(m.file)
	if err != nil {
		return nil, err
	}
	mod, err := modfile.Parse(m.file, text, nil)
	if err != nil {
		return nil, err
	}
	if mod.Module != nil {
		m.path = mod.Module.Mod.Path
	}
	m.knows = m.path == rewrite.SlimModule || slices.ContainsFunc(mod.Require, func(r *modfile.Require) bool { return r.Mod.Path == rewrite.SlimModule })
	if _, err := os.Stat(filepath.Join(m.root, "vendor", "modules.txt")); err == nil && m.work == "" {
		m.vendors = a.Mod == "" || a.Mod == "vendor"
	}
	return m, nil
}

// link makes what the go command needs to find capture, in tmp, and returns its flags and environment.
func (m *module) link(tmp string) (flags, env []string, err error) {
	if m.knows {
		return nil, nil, nil
	}
	slim, err := slimDir()
	if err != nil {
		return nil, nil, err
	}
	if m.work != "" {
		work, err := m.workFile(tmp, slim)
		return nil, []string{"GOWORK=" + work}, err
	}
	text, err := os.ReadFile(m.file)
	if err != nil {
		return nil, nil, err
	}
	mod, err := modfile.Parse(m.file, text, nil)
	if err != nil {
		return nil, nil, err
	}
	if err := errors.Join(mod.AddRequire(rewrite.SlimModule, rewrite.SlimVersion), mod.AddReplace(rewrite.SlimModule, rewrite.SlimVersion, slim, "")); err != nil {
		return nil, nil, err
	}
	file := filepath.Join(tmp, "go.mod")
	if err := writeFormatted(file, mod.Format); err != nil {
		return nil, nil, err
	}
	return []string{"-mod=mod", "-modfile=" + file}, nil, copySum(filepath.Join(m.root, "go.sum"), filepath.Join(tmp, "go.sum"))
}

// workFile makes a workspace of the user's modules and the slim one.
func (m *module) workFile(tmp, slim string) (string, error) {
	text, err := os.ReadFile(m.work)
	if err != nil {
		return "", err
	}
	work, err := modfile.ParseWork(m.work, text, nil)
	if err != nil {
		return "", err
	}
	root := filepath.Dir(m.work)
	var uses []*modfile.Use
	for _, u := range work.Use {
		dir := filepath.FromSlash(u.Path)
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(root, dir)
		}
		uses = append(uses, &modfile.Use{Path: filepath.ToSlash(dir)})
	}
	work.SetUse(append(uses, &modfile.Use{Path: filepath.ToSlash(slim)}))
	for _, r := range slices.Clone(work.Replace) {
		if modfile.IsDirectoryPath(r.New.Path) && !filepath.IsAbs(r.New.Path) {
			if err := work.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(root, r.New.Path), ""); err != nil {
				return "", err
			}
		}
	}
	file := filepath.Join(tmp, "go.work")
	if err := writeFormatted(file, func() ([]byte, error) { return modfile.Format(work.Syntax), nil }); err != nil {
		return "", err
	}
	return file, copySum(m.work+".sum", file+".sum")
}

func writeFormatted(file string, format func() ([]byte, error)) error {
	text, err := format()
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o666)
}

func copySum(from, to string) error {
	text, err := os.ReadFile(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o666)
}

// slimDir is a directory with the slim copy of capture. Its name is made of what is in it, so that builds find their
// results again and versions do not meet.
func slimDir() (string, error) {
	files, err := rewrite.SlimProgram()
	if err != nil {
		return "", err
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
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

// cacheDir is where flowcept-gen keeps what it can make again.
func cacheDir() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "flowcept", "gen"), nil
}

// tagFlags are GOFLAGS with the tags that the command was given.
func tagFlags(tags string) []string {
	if tags == "" {
		return nil
	}
	return append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -tags="+strings.ReplaceAll(tags, " ", ",")))
}
