package view

import (
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/report"
	"github.com/flowcept/flowcept-go/runtime/jsonl"
)

var update = flag.Bool("update", false, "rewrite the goldens of testdata")

// summary is that of records that Python sent, or of testdata.
func summary(t testing.TB, path string) *report.Summary {
	t.Helper()
	s := new(report.Summary)
	for r, err := range jsonl.Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		s.Add(r)
	}
	return s
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", path, got, want)
	}
}

func TestGoldens(t *testing.T) {
	for _, name := range []string{"run", "python"} {
		path := filepath.Join("testdata", name+".jsonl")
		if name == "python" {
			path = filepath.Join("..", "..", "testdata", "wire", "ex_telemetry.offline.jsonl")
		}
		s := summary(t, path)
		for ending, show := range map[string]func(io.Writer, *report.Summary) error{
			".txt": Terminal{Activity: "step"}.Print, ".colour.txt": Terminal{Colour: true}.Print, ".md": Markdown, ".html": HTML,
		} {
			var b strings.Builder
			if err := show(&b, s); err != nil {
				t.Errorf("%s%s: %v", name, ending, err)
			}
			golden(t, name+ending, b.String())
		}
	}
}

// hostile is a record whose every text is an attack on where it is shown.
func hostile() *report.Summary {
	s := new(report.Summary)
	const attack = "<script>alert(1)</script>\x1b[2J\u009b2J|`*_[x](javascript:y)\"'>"
	s.Add(map[string]any{"type": "workflow", "workflow_id": attack, "name": attack, "status": attack, "campaign_id": attack,
		"used": map[string]any{attack: attack}, "code_repository": map[string]any{"branch": attack}, "workflow_description": attack})
	s.Add(map[string]any{"type": "task", "workflow_id": attack, "task_id": attack, "activity_id": attack, "status": "ERROR", "stderr": attack,
		"used": map[string]any{attack: attack}, "generated": attack, "started_at": 1.0, "ended_at": 2.0,
		"telemetry_at_end": map[string]any{"gpu": map[string]any{"gpu_" + attack: map[string]any{"used": int64(1)}}}})
	return s
}

func TestRecordsAreDataOnATerminal(t *testing.T) {
	var b strings.Builder
	if err := (Terminal{Activity: hostile().Activities()[0].ID}).Print(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{b.String(), Lines{}.Line(hostile().Activities()[0].Sample)} {
		if at := strings.IndexFunc(line, func(r rune) bool { return r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0) }); at >= 0 {
			t.Errorf("got a control character at %d of %q", at, line)
		}
	}
}

func TestRecordsAreDataInMarkdown(t *testing.T) {
	var b strings.Builder
	if err := Markdown(&b, hostile()); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "x](javascript", "\x1b", "`*"} {
		if strings.Contains(b.String(), bad) {
			t.Errorf("the report has %q:\n%s", bad, b.String())
		}
	}
}

func TestPageIsWellFormedAndNeedsNothingElse(t *testing.T) {
	for name, s := range map[string]*report.Summary{"hostile": hostile(), "run": summary(t, "testdata/run.jsonl")} {
		var b strings.Builder
		if err := HTML(&b, s); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		for _, bad := range []string{"<script", "http://", "https://", "src=", "href=", "@import", "url("} {
			if strings.Contains(strings.ToLower(page), bad) {
				t.Errorf("%s: the page has %q in it", name, bad)
			}
		}
		for _, want := range []string{"<svg", "<details", "polyline points=", "Timeline", "default-src 'none'"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: the page lacks %q", name, want)
			}
		}
		tokens := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(page, "\x1b", ""))) // which HTML allows
		tokens.Strict, tokens.AutoClose = false, append(xml.HTMLAutoClose, "tr", "td", "th", "li")
		tokens.Entity = xml.HTMLEntity
		for {
			if _, err := tokens.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
}

func TestWhatIsNotThereHasNoHeading(t *testing.T) {
	s := new(report.Summary)
	s.Add(map[string]any{"type": "workflow", "workflow_id": "w", "name": "empty", "status": "FINISHED"})
	s.Add(map[string]any{"a": int64(1)})
	var text, md, page strings.Builder
	for _, err := range []error{Terminal{}.Print(&text, s), Markdown(&md, s), HTML(&page, s)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, got := range map[string]string{"text": text.String(), "Markdown": md.String(), "HTML": page.String()} {
		for _, bad := range []string{"ctivit", "median", "Used and generated", "Values"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s of a workflow without tasks has %q:\n%s", name, bad, got)
			}
		}
		if !strings.Contains(got, "1 of 2 records are of no type that is known") {
			t.Errorf("%s does not say that a record is left out:\n%s", name, got)
		}
	}
}

func TestManyWorkflowsHaveALineEach(t *testing.T) {
	s := new(report.Summary)
	for i := range manyWorkflows + 1 {
		id := fmt.Sprint("workflow-", i)
		s.Add(map[string]any{"type": "workflow", "workflow_id": id, "name": "n" + id, "status": "FINISHED", "started_at": 1.0, "ended_at": 3.5})
	}
	var text, md, page strings.Builder
	for _, err := range []error{Terminal{}.Print(&text, s), Markdown(&md, s), HTML(&page, s)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, got := range map[string]string{"text": text.String(), "Markdown": md.String(), "HTML": page.String()} {
		lines := 0
		for line := range strings.Lines(got) {
			if strings.Contains(line, "nworkflow-") && strings.Contains(line, "FINISHED") && strings.Contains(line, "2.5s") {
				lines++
			}
		}
		if lines != manyWorkflows+1 || strings.Contains(got, "campaign") {
			t.Errorf("%s has %d lines of workflows, want %d:\n%s", name, lines, manyWorkflows+1, got)
		}
	}
}

// Times of records are further apart than some calls take.
func TestShorterThanTimesCanTell(t *testing.T) {
	s := new(report.Summary)
	s.Add(map[string]any{"type": "task", "task_id": "t", "activity_id": "a", "workflow_id": "w", "started_at": 1.0, "ended_at": 1.0})
	s.Add(map[string]any{"type": "task", "task_id": "u", "activity_id": "b", "workflow_id": "w"})
	for name, show := range map[string]func(io.Writer, *report.Summary) error{"text": Terminal{}.Print, "Markdown": Markdown, "HTML": HTML} {
		var b strings.Builder
		if err := show(&b, s); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), "240ns"); got < 3 || got > 4 {
			t.Errorf("%s: got %d times that it is below 240 ns, want total, median, p95 and longest of one activity in\n%s", name, got, b.String())
		}
	}
}

func TestMessagesThatAreNotListedAreCounted(t *testing.T) {
	s := new(report.Summary)
	for i := range 150 {
		s.Add(map[string]any{"type": "task", "activity_id": "a", "workflow_id": "w", "status": "ERROR", "stderr": fmt.Sprint("no ", i)})
	}
	const want = "50 tasks failed with messages beyond the first 100, which are not listed"
	if got := strings.Join(notes(s, false), "\n"); !strings.Contains(got, want) {
		t.Errorf("got notes %q, want %q in them", got, want)
	}
}

func TestWorkflowsWithoutAnEndAreNamed(t *testing.T) {
	s := new(report.Summary)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		s.Add(map[string]any{"type": "workflow", "workflow_id": name, "name": name, "status": "RUNNING", "started_at": 1.0})
	}
	s.Add(map[string]any{"type": "workflow", "workflow_id": "a", "name": "a", "status": "FINISHED", "started_at": 1.0, "ended_at": 2.0})
	const want = "no end of the workflows b, c, d and 1 more: still running, or ended by a signal"
	if got := strings.Join(notes(s, false), "\n"); !strings.Contains(got, want) {
		t.Errorf("got notes %q, want %q in them", got, want)
	}
}
