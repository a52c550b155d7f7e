package doctest

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A page is a file of Markdown.
type page struct {
	path   string // relative to the repository
	blocks []block
}

// A block is what stands between two lines of three backquotes.
type block struct {
	page, language, text string
	notes                map[string]string // from the comment above it
	line                 int
}

// checks are by language. TestRewriting… and TestReadme… check the diffs, of those pages that they name.
var checks = map[string]func(*story, *testing.T, block){
	"go": (*story).golang, "sh": (*story).shell, "text": (*story).printed, "json": (*story).records, "yaml": checkSettings,
	"python": checkPython, "js": checkJavaScript, "diff": checkDiff,
}

func TestBlocks(t *testing.T) {
	compile := compiler(t)
	seen := map[string]int{}
	for _, p := range pages(t) {
		slices.SortStableFunc(p.blocks, func(a, b block) int { return cmp.Compare(a.notes["step"], b.notes["step"]) })
		for _, b := range p.blocks {
			seen[b.language]++
		}
		s := &story{compile: compile}
		t.Run(p.path, func(t *testing.T) {
			s.dir = t.TempDir()
			for _, b := range p.blocks {
				t.Run(fmt.Sprintf("%s:%d", filepath.Base(p.path), b.line), func(t *testing.T) {
					check := checks[b.language]
					if check == nil {
						t.Fatalf("nobody checks a block of %q:\n%s", b.language, b.text)
					}
					check(s, t, b)
				})
			}
		})
	}
	for language := range checks {
		if seen[language] == 0 {
			t.Errorf("got blocks %v, want some of %s", seen, language)
		}
	}
}

func checkDiff(_ *story, t *testing.T, b block) {
	if b.page != "README.md" && b.page != "docs/rewriting.md" {
		t.Error("no test compares this diff with what flowcept-gen writes")
	}
}

// pages are all of the repository that have blocks.
func pages(t *testing.T) (all []page) {
	t.Helper()
	top := root(t)
	err := filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != top && (name == "testdata" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_")):
			return filepath.SkipDir
		case d.IsDir() || filepath.Ext(name) != ".md":
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		path, err = filepath.Rel(top, path)
		if blocks := blocksOf(t, filepath.ToSlash(path), string(text)); len(blocks) > 0 {
			all = append(all, page{filepath.ToSlash(path), blocks})
		}
		return err
	})
	if err != nil || len(all) < 10 {
		t.Fatalf("got %d pages, %v", len(all), err)
	}
	return all
}

var indented = regexp.MustCompile(`^( {4}|\t)`)

// notesOf are the comments at the end of what stands above a block.
func notesOf(above string) map[string]string {
	notes := map[string]string{}
	for {
		above = strings.TrimRight(above, "\n")
		from := strings.LastIndex(above, "<!-- ")
		if from < 0 || !strings.HasSuffix(above, "-->") {
			return notes
		}
		key, value, ok := strings.Cut(strings.TrimSuffix(above[from+len("<!-- "):], "-->"), ":")
		if !ok || !slices.Contains([]string{"given", "file", "first", "run in", "record in", "step"}, key) {
			return notes
		}
		notes[key] = strings.TrimSpace(value)
		above = above[:from]
	}
}

func blocksOf(t *testing.T, path, text string) (all []block) {
	t.Helper()
	var before strings.Builder // what stands above, from the last block on
	var b *block
	comment, blank := false, true
	number := 0
	for line := range strings.Lines(text) {
		number++
		fence, opens := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case b != nil && opens:
			all, b = append(all, *b), nil
			before.Reset()
		case b != nil:
			b.text += line
		case opens:
			b = &block{page: path, language: fence, line: number + 1, notes: notesOf(before.String())}
		default:
			if strings.HasPrefix(line, "<!--") {
				comment = true
			}
			if !comment && blank && indented.MatchString(line) {
				t.Errorf("%s:%d: a block without a fence, which says no language", path, number)
			}
			if strings.Contains(line, "-->") {
				comment = false
			}
			before.WriteString(line)
		}
		blank = strings.TrimSpace(line) == ""
	}
	if b != nil {
		t.Errorf("%s:%d: the block has no end", path, b.line)
	}
	return all
}
