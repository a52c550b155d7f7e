package overlay

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/flowcept/flowcept-go/rewrite"
)

// A link is what leads the go command to capture, and to copies of modules.
type link struct {
	m     *module
	tmp   string
	flags []string
	env   []string
	files map[string][]byte // that are in the overlay only
	moved map[string]string // from a module's directory to that of its copy
}

// link makes, in tmp, a go.mod or go.work that stands for the user's where that one does not do.
func (m *module) link(tmp string, mod string, modules []rewrite.Module) (*link, error) {
	l := &link{m: m, tmp: tmp, files: map[string][]byte{}, moved: map[string]string{}}
	var copied []rewrite.Module
	for _, module := range modules {
		if !isWithin(m.cache, module.Dir) {
			continue // its files can be in the overlay as they are
		}
		dir, err := l.copyModule(module)
		if err != nil {
			return nil, err
		}
		l.moved[module.Dir] = dir
		copied = append(copied, module)
	}
	if m.knows && len(copied) == 0 {
		if mod != "" {
			l.flags = []string{"-mod=" + mod}
		}
		return l, nil
	}
	if m.root == "" || m.work != "" {
		return l, l.workFile(copied)
	}
	if mod != "mod" && (mod != "" || m.vendors) { // else it is the go command's own choice, which words errors better
		mod = "readonly"
	}
	return l, l.modFile(mod, copied)
}

// modFile writes the go.mod that stands for the user's.
func (l *link) modFile(modFlag string, copied []rewrite.Module) error {
	mod, err := readMod(l.m.file)
	if err != nil {
		return err
	}
	if !l.m.knows {
		slim, err := l.slimDir()
		if err != nil {
			return err
		}
		if err := errors.Join(mod.AddRequire(rewrite.SlimModule, rewrite.SlimVersion), mod.AddReplace(rewrite.SlimModule, rewrite.SlimVersion, slim, "")); err != nil {
			return err
		}
	}
	replace := func(path, version, dir string) error {
		for _, r := range slices.Clone(mod.Replace) {
			if r.Old.Path == path {
				if err := mod.DropReplace(r.Old.Path, r.Old.Version); err != nil {
					return err
				}
			}
		}
		return mod.AddReplace(path, version, dir, "")
	}
	if l.m.vendors {
		err := l.unvendor(func(path, version, dir string) error {
			return errors.Join(mod.AddRequire(path, version), replace(path, version, dir))
		})
		if err != nil {
			return err
		}
	}
	for _, c := range copied {
		if err := replace(c.Path, c.Version, l.moved[c.Dir]); err != nil {
			return err
		}
	}
	mod.Cleanup()
	file := filepath.Join(l.tmp, "go.mod")
	if err := writeFormatted(file, mod.Format); err != nil {
		return err
	}
	l.flags = []string{"-modfile=" + file}
	if modFlag != "" {
		l.flags = append(l.flags, "-mod="+modFlag)
	}
	return copySum(strings.TrimSuffix(l.m.file, ".mod")+".sum", filepath.Join(l.tmp, "go.sum"))
}

// workFile writes a workspace of the user's modules, or none, and the slim one.
func (l *link) workFile(copied []rewrite.Module) error {
	work := &modfile.WorkFile{Syntax: &modfile.FileSyntax{Name: "go.work"}}
	if l.m.work != "" {
		var err error
		if work, err = parseWork(l.m.work); err != nil {
			return err
		}
	} else if err := work.AddGoStmt(strings.TrimPrefix(l.m.version, "go")); err != nil {
		return err
	}
	var uses []*modfile.Use
	for _, dir := range l.m.members {
		uses = append(uses, &modfile.Use{Path: filepath.ToSlash(dir)})
	}
	if !l.m.knows {
		slim, err := l.slimDir()
		if err != nil {
			return err
		}
		uses = append(uses, &modfile.Use{Path: filepath.ToSlash(slim)})
	}
	var vendored string
	if l.m.vendors {
		vendored = filepath.Join(l.tmp, "vendored")
		uses = append(uses, &modfile.Use{Path: filepath.ToSlash(vendored)})
	}
	work.SetUse(uses)
	for _, r := range slices.Clone(work.Replace) {
		if modfile.IsDirectoryPath(r.New.Path) && !filepath.IsAbs(r.New.Path) {
			if err := work.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(l.m.root, r.New.Path), ""); err != nil {
				return err
			}
		}
	}
	if l.m.vendors {
		// What vendored modules require is not known: a module of the workspace's requires them all.
		all := &modfile.File{Syntax: &modfile.FileSyntax{}}
		err := errors.Join(all.AddModuleStmt("flowcept.invalid/vendored"), l.unvendor(func(path, version, dir string) error {
			return errors.Join(all.AddRequire(path, version), work.AddReplace(path, version, dir, ""))
		}), os.Mkdir(vendored, 0o777), writeFormatted(filepath.Join(vendored, "go.mod"), all.Format))
		if err != nil {
			return err
		}
	}
	for _, c := range copied {
		if err := work.AddReplace(c.Path, c.Version, l.moved[c.Dir], ""); err != nil {
			return err
		}
	}
	work.Cleanup()
	file := filepath.Join(l.tmp, "go.work")
	if err := writeFormatted(file, func() ([]byte, error) { return modfile.Format(work.Syntax), nil }); err != nil {
		return err
	}
	l.env = []string{"GOWORK=" + file}
	if l.m.vendors { // there is no such directory beside the file
		l.flags = []string{"-mod=readonly"}
	}
	if l.m.work == "" {
		return nil
	}
	return copySum(l.m.work+".sum", file+".sum")
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

// isWithin tells whether a path is in a directory.
func isWithin(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return dir != "" && err == nil && filepath.IsLocal(rel)
}

// place is where the go command finds a file of the user's, or of a module that is a copy now.
func (l *link) place(path string) string {
	for dir, to := range l.moved {
		if isWithin(dir, path) {
			rel, _ := filepath.Rel(dir, path)
			return filepath.Join(to, rel)
		}
	}
	return path
}

// copyModule makes a copy of a module in the module cache, whose files cannot be in an overlay.
func (l *link) copyModule(m rewrite.Module) (string, error) {
	to := filepath.Join(l.cacheDir(), "modules", filepath.Base(m.Dir)+"-"+shortHash(m.Dir))
	if _, err := os.Stat(to); err == nil {
		return to, nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
		return "", err
	}
	tmp, err := os.MkdirTemp(filepath.Dir(to), ".new-*")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(tmp)
	made := filepath.Join(tmp, "module")
	if err := os.CopyFS(made, os.DirFS(m.Dir)); err != nil {
		return "", err
	}
	err = os.Rename(made, to)
	if _, there := os.Stat(to); there == nil { // another process may have been as fast
		return to, nil
	}
	return "", fmt.Errorf("copy of %s: %w", m.Path, err)
}
