package overlay

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"
)

// A vendored module is one that vendor/modules.txt names.
type vendored struct {
	path, version string
	goVersion     string // the language version of its packages; empty where none is noted
}

// readVendored reads vendor/modules.txt.
func readVendored(root string) ([]vendored, error) {
	text, err := os.ReadFile(filepath.Join(root, "vendor", "modules.txt"))
	if err != nil {
		return nil, err
	}
	var list []vendored
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if notes, ok := strings.CutPrefix(line, "## "); ok {
			for note := range strings.SplitSeq(notes, ";") {
				if v, ok := strings.CutPrefix(strings.TrimSpace(note), "go "); ok && len(list) > 0 {
					list[len(list)-1].goVersion = v
				}
			}
			continue
		}
		words := strings.Fields(strings.TrimPrefix(line, "# "))
		if strings.HasPrefix(line, "# ") && len(words) > 1 && words[1] != "=>" {
			list = append(list, vendored{path: words[0], version: words[1]})
		}
	}
	return list, nil
}

// unvendor makes modules of the directories in vendor: the go command cannot be given a package there that modules.txt does
// not name. Each has a go.mod, in the overlay, and is what its path is replaced by.
func (l *link) unvendor(replace func(path, version, dir string) error) error {
	list, err := readVendored(l.m.root)
	if err != nil {
		return err
	}
	for _, v := range list {
		dir := filepath.Join(l.m.root, "vendor", filepath.FromSlash(v.path))
		text := "module " + modfile.AutoQuote(v.path) + "\n"
		if v.goVersion != "" {
			text += "\ngo " + v.goVersion + "\n"
		}
		l.files[filepath.Join(dir, "go.mod")] = []byte(text)
		if err := replace(v.path, v.version, dir); err != nil {
			return err
		}
	}
	return nil
}
