package doctest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/internal/scrub"
	"github.com/flowcept/flowcept-go/report/check"
	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

func checkSettings(_ *story, t *testing.T, b block) {
	path := filepath.Join(t.TempDir(), "settings.yaml")
	fail(t, os.WriteFile(path, []byte(b.text), 0o600))
	if _, err := settings.Load(path, func(string) (string, bool) { return "", false }); err != nil {
		t.Errorf("%v in\n%s", err, b.text)
	}
}

// records checks each record of a block, and looks for it in a file where the page names one.
func (s *story) records(t *testing.T, b block) {
	values := json.NewDecoder(strings.NewReader(b.text))
	checker := check.Checker{}
	for n := 1; ; n++ {
		var text json.RawMessage
		err := values.Decode(&text)
		if errors.Is(err, io.EOF) {
			if n == 1 {
				t.Error("no record")
			}
			return
		}
		fail(t, err)
		var line bytes.Buffer
		fail(t, json.Compact(&line, text))
		record, err := prov.DecodeJSON(line.Bytes())
		if err != nil {
			t.Fatalf("record %d: %v in\n%s", n, err, text)
		}
		for _, finding := range checker.Record(record) {
			t.Errorf("record %d: %s in\n%s", n, finding, text)
		}
		if file := b.notes["record in"]; file != "" {
			s.find(t, file, record)
		}
	}
}

// find looks for a record in a file of the page's directory. Ids and times aside it must be there.
func (s *story) find(t *testing.T, file string, record map[string]any) {
	t.Helper()
	want := new(scrub.Scrubber).Line(t, record)
	got := ""
	for r, err := range jsonl.Read(filepath.Join(s.dir, filepath.FromSlash(file))) {
		fail(t, err)
		line := new(scrub.Scrubber).Line(t, r)
		if line == want {
			return
		}
		got += line
	}
	t.Errorf("%s has\n%s\nthe page has\n%s", file, got, want)
}

func checkPython(_ *story, t *testing.T, b block) {
	interpret(t, b, "python3", "-c", "import ast, sys; ast.parse(sys.stdin.read())")
}

func checkJavaScript(_ *story, t *testing.T, b block) { interpret(t, b, "node", "--check", "-") }

// interpret has an interpreter parse a block.
func interpret(t *testing.T, b block, program string, args ...string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skip("needs ", program)
	}
	cmd := exec.Command(program, args...)
	cmd.Stdin = strings.NewReader(b.text)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v in\n%s\n%s", err, b.text, out)
	}
}

// took is what differs from run to run in what programs print.
var took = regexp.MustCompile(`\b\d+(\.\d+)?(ns|µs|ms|s|m|h)\b`)

// plainly is text without what differs, and without the blanks that align it.
func plainly(text string) (lines []string) {
	for line := range strings.Lines(text) {
		if line = strings.Join(strings.Fields(took.ReplaceAllString(line, "TIME")), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// printed looks for the lines of a block, in their order, in what was printed.
func (s *story) printed(t *testing.T, b block) {
	if where, commands, ok := strings.Cut(b.notes["run in"], ":"); ok {
		s.run(t, where, commands)
	} else if s.said == "" {
		t.Fatal("no command before this block has printed anything")
	}
	rest := plainly(s.said)
	for _, want := range plainly(b.text) {
		at := 0
		for at < len(rest) && rest[at] != want {
			at++
		}
		if at == len(rest) {
			t.Fatalf("the page has the line\n%s\nand the commands printed\n%s", want, s.said)
		}
		rest = rest[at+1:]
	}
}
