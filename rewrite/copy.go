package rewrite

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
	"github.com/flowcept/flowcept-go/rewrite/internal/slim"
)

// A Copy is a module with instrumented files in place of the annotated ones. It is
// built without a tag.
type Copy struct {
	Result

	root  string            // of the module
	files map[string][]byte // the instrumented ones, by path in root
	slim  func() (map[string][]byte, error)
}

// PlanCopy instruments the packages of the module around the working directory;
// all of them where opts names none. Nothing can be written while the result has
// diagnostics.
func PlanCopy(ctx context.Context, opts Options) (*Copy, error) {
	root, err := moduleRoot(ctx, opts)
	if err != nil {
		return nil, err
	}
	cfg := opts.config()
	if len(opts.Patterns) == 0 {
		cfg.Patterns = []string{root + "/..."}
	}
	loaded, list, err := opts.instrument(ctx, cfg, mode{name: "copy", print: (*file).inPlace})
	if err != nil {
		return nil, err
	}
	c := &Copy{root: root, files: map[string][]byte{}, slim: slim.Files}
	c.Diagnostics = loaded.Diagnostics
	for _, f := range list {
		c.add(f.Done)
		if f.Text != nil {
			c.files[f.Path] = f.Text
		}
	}
	c.sort()
	return c, nil
}

// inPlace makes the text of the file with capture in it, under the constraint it has
// by itself; none where there are diagnostics, or nothing to instrument.
func (f *file) inPlace() error {
	before, err := readSibling(load.SiblingOf(f.Path))
	if err != nil {
		return err
	}
	own := f.Src
	if before.ours {
		if own, err = constraint.Restore(f.Src, before.record); err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
	}
	decls, edits, ok := f.instrument(bytes.Count(own, []byte("\n")) - bytes.Count(f.Src, []byte("\n")))
	if !ok || len(edits) == 0 {
		return nil
	}
	line := ""
	if x, err := constraint.Expr(own); err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	} else if x != nil {
		line = "//go:build " + x.String()
	}
	sum := sha256.Sum256(own)
	head := header{tool: f.opts.Version, source: filepath.Base(f.Path), sum: hex.EncodeToString(sum[:])}
	f.text, err = f.print(head, line, edits, decls)
	return err
}

// moduleRoot is the directory of the module around the working directory.
func moduleRoot(ctx context.Context, opts Options) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "GOMOD")
	cmd.Dir, cmd.Env = opts.Dir, opts.Env
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go env GOMOD: %w", err)
	}
	mod := strings.TrimSpace(string(out))
	if mod == "" || mod == os.DevNull {
		return "", errors.New("there is no module here to copy")
	}
	return filepath.Dir(mod), nil
}

// Write writes the copy to a directory that is empty, not there, or a copy that
// was written before.
func (c *Copy) Write(dir string) error {
	w, err := openTree(dir)
	if err != nil {
		return err
	}
	err = filepath.WalkDir(c.root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(c.root, path)
		if err != nil || rel == "." {
			return err
		}
		if d.IsDir() {
			if skipped(path, d.Name(), dir) {
				return filepath.SkipDir
			}
			return nil
		}
		return c.copyFile(w, path, rel, d)
	})
	if err != nil {
		return err
	}
	if err := c.require(w); err != nil {
		return err
	}
	return w.close()
}

// skipped tells whether a directory is not part of the copy: a version control
// system's, and copies.
func skipped(path, name, out string) bool {
	switch name {
	case ".git", ".hg", ".svn", ".bzr", ".jj":
		return true
	}
	if filepath.Clean(path) == filepath.Clean(out) {
		return true
	}
	_, err := os.Stat(filepath.Join(path, manifest))
	return err == nil
}

func (c *Copy) copyFile(w *tree, path, rel string, d fs.DirEntry) error {
	switch filepath.ToSlash(rel) {
	case "go.mod", vendored, manifest:
		return nil // written by require, or not at all
	}
	if d.Type()&fs.ModeSymlink != 0 {
		return w.link(path, rel)
	}
	if !d.Type().IsRegular() {
		return nil
	}
	info, err := d.Info()
	if err != nil {
		return err
	}
	text := c.files[path]
	if text == nil {
		if text, err = os.ReadFile(path); err != nil {
			return err
		}
		if source := load.SourceOf(path); source != "" && parseSibling(string(text)).ours {
			return nil
		}
		if text, err = withoutTag(path, text); err != nil {
			return err
		}
	}
	return w.file(rel, text, info.Mode())
}

// withoutTag gives a file that has a sibling the constraint it has by itself.
func withoutTag(path string, src []byte) ([]byte, error) {
	if filepath.Ext(path) != ".go" {
		return src, nil
	}
	before, err := readSibling(load.SiblingOf(path))
	if err != nil || !before.ours {
		return src, err
	}
	if own, err := constraint.Restore(src, before.record); err == nil {
		return own, nil
	}
	return src, nil
}
