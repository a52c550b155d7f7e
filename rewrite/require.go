package rewrite

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/flowcept/flowcept-go/rewrite/internal/slim"
)

// slimDir is where, in a copy, the capture package is that it is built with. The
// go command's patterns leave it out.
const slimDir = ".flowcept"

// vendored is the list of what is in the vendor directory.
const vendored = "vendor/modules.txt"

// require makes the copy's go.mod good for where the copy is: what was replaced by
// a relative path is found again, and capture is required.
func (c *Copy) require(w *tree) error {
	path := filepath.Join(c.root, "go.mod")
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	mod, err := modfile.Parse(path, text, nil)
	if err != nil {
		return err
	}
	if err := absolute(mod, c.root); err != nil {
		return err
	}
	var files map[string][]byte
	if len(c.files) > 0 && !knows(mod) {
		if files, err = c.addSlim(w, mod); err != nil {
			return err
		}
	}
	if err := c.vendor(w, files); err != nil {
		return err
	}
	mod.Cleanup()
	text, err = mod.Format()
	if err != nil {
		return err
	}
	return w.file("go.mod", text, 0o666)
}

// knows tells whether a module can import flowcept-go as it is.
func knows(mod *modfile.File) bool {
	if mod.Module != nil && mod.Module.Mod.Path == slim.Module {
		return true
	}
	for _, r := range mod.Require {
		if r.Mod.Path == slim.Module {
			return true
		}
	}
	return false
}

// absolute makes the paths of replacements outside of the module absolute.
func absolute(mod *modfile.File, root string) error {
	for _, r := range mod.Replace {
		path := filepath.FromSlash(r.New.Path)
		if !modfile.IsDirectoryPath(r.New.Path) || filepath.IsAbs(path) || filepath.IsLocal(path) {
			continue
		}
		if err := mod.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(root, path), ""); err != nil {
			return err
		}
	}
	return nil
}

// addSlim puts the slim copy of capture beside the module and requires it. It returns
// the files of the copy.
func (c *Copy) addSlim(w *tree, mod *modfile.File) (map[string][]byte, error) {
	files, err := c.slim()
	if err != nil {
		return nil, err
	}
	for name, text := range files {
		if err := w.file(filepath.Join(slimDir, filepath.FromSlash(name)), text, 0o666); err != nil {
			return nil, err
		}
	}
	if err := mod.AddRequire(slim.Module, slim.Version); err != nil {
		return nil, err
	}
	if err := mod.AddReplace(slim.Module, slim.Version, "./"+slimDir, ""); err != nil {
		return nil, err
	}
	return files, nil
}

// vendor copies the list of the module's vendor directory, if it has one, and adds
// the slim copy to both.
func (c *Copy) vendor(w *tree, files map[string][]byte) error {
	list := filepath.FromSlash(vendored)
	text, err := os.ReadFile(filepath.Join(c.root, list))
	if err != nil {
		return ignoreMissing(err)
	}
	if files == nil {
		return w.file(list, text, 0o666)
	}
	text = append(bytes.TrimRight(text, "\n"), fmt.Sprintf("\n# %s %s => ./%s\n## explicit; go 1.16\n%s\n",
		slim.Module, slim.Version, slimDir, strings.Join(slim.Packages, "\n"))...)
	if err := w.file(list, text, 0o666); err != nil {
		return err
	}
	for name, text := range files {
		if name != "go.mod" {
			if err := w.file(filepath.Join("vendor", filepath.FromSlash(slim.Module), filepath.FromSlash(name)), text, 0o666); err != nil {
				return err
			}
		}
	}
	return nil
}
