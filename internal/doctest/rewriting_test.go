package doctest

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

var update = flag.Bool("update", false, "rewrite the diff of docs/rewriting.md")

// made is what differs with every version of the tool.
var made = regexp.MustCompile(`flowcept-gen \S+ from`)

// The page's diff is what flowcept-gen makes of the page's program.
func TestRewritingShowsWhatIsWritten(t *testing.T) {
	const path = "../../docs/rewriting.md"
	page, err := os.ReadFile(path)
	fail(t, err)
	source := regexp.MustCompile("(?s)<!-- file: main.go -->\n\n```go\n(.*?)```\n").FindSubmatch(page)
	shown := regexp.MustCompile("(?s)```diff\n(.*?)```\n").FindSubmatchIndex(page)
	if source == nil || shown == nil {
		t.Fatalf("%s has no program and no diff", path)
	}
	dir := scratch(t, "example.com/search", map[string]string{"main.go": string(source[1])})
	before := in(t, dir, "go", "run", ".")
	in(t, dir, gen(t), ".")
	text, err := os.ReadFile(filepath.Join(dir, "main.flowcept.go"))
	fail(t, err)
	got := diff.Diff("main.go", source[1], "main.flowcept.go", made.ReplaceAll(text, []byte("flowcept-gen v1.0.0 from")))
	got = got[bytes.IndexByte(got, '\n')+1:] // its first line is of the command that makes it
	if *update {
		fail(t, os.WriteFile(path, []byte(string(page[:shown[2]])+string(got)+string(page[shown[3]:])), 0o666))
	} else if want := page[shown[2]:shown[3]]; string(got) != string(want) {
		t.Errorf("%s shows\n%s\nflowcept-gen writes\n%s", path, want, got)
	}
	if after := in(t, dir, "go", "run", "-tags", "flowcept", "."); after != before {
		t.Errorf("captured, the program prints %q, plain %q", after, before)
	}
}

// What the README shows of its first program is in what flowcept-gen makes of that: the diff line by line, and whole the
// function that the diff's last addition calls.
func TestReadmeShowsWhatIsWritten(t *testing.T) {
	page, err := os.ReadFile("../../README.md")
	fail(t, err)
	program := regexp.MustCompile("(?s)```go\n(package main\n.*?)```\n").FindSubmatch(page)
	shown := regexp.MustCompile("(?s)```diff\n(.*?)```\n.*?```go\n(.*?)```\n").FindSubmatch(page)
	if program == nil || shown == nil {
		t.Fatal("README.md has no program and no diff")
	}
	dir := scratch(t, "example.com/calc", map[string]string{"main.go": string(program[1])})
	in(t, dir, gen(t), ".")
	text, err := os.ReadFile(filepath.Join(dir, "main.flowcept.go"))
	fail(t, err)
	var before, after strings.Builder
	for line := range strings.Lines(string(shown[1])) {
		if line[0] != '+' {
			before.WriteString(line[1:])
		}
		if line[0] != '-' {
			after.WriteString(line[1:])
		}
	}
	for what, want := range map[string]string{"the diff": after.String(), "the function": string(shown[2])} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s of README.md is not what is written; the page has\n%s\nthe file is\n%s", what, want, text)
		}
	}
	if !strings.Contains(string(program[1]), before.String()) {
		t.Errorf("the diff of README.md does not begin with its program, but with\n%s", &before)
	}
}
