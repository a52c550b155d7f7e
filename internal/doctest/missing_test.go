package doctest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// No page says that flowcept-gen does not support what it does, or the other way round: models are all that may be missing.
func TestPagesSayWhatIsMissing(t *testing.T) {
	dir := scratch(t, "example.com/net", map[string]string{"net.go": `package net

//flowcept:model
type Net struct{ Bias float64 }

func (n *Net) Forward(x float64) float64 { return x + n.Bias }
`})
	cmd := exec.Command(gen(t), ".")
	cmd.Dir = dir
	cmd.Env = append(newcomer(t, dir), "GOFLAGS=-mod=mod")
	out, err := cmd.CombinedOutput()
	const words = "not supported yet"
	missing := strings.Contains(string(out), words)
	if err != nil && !missing {
		t.Fatalf("flowcept-gen: %v\n%s", err, out)
	}
	pages, err := filepath.Glob("../../docs/*.md")
	fail(t, err)
	said := false
	for _, path := range append(pages, "../../README.md") {
		text, err := os.ReadFile(path)
		fail(t, err)
		if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), words) {
			continue
		}
		if said = true; !missing {
			t.Errorf("%s says that something is %s, and flowcept-gen does it", path, words)
		}
	}
	if missing && !said {
		t.Errorf("no page says what flowcept-gen does:\n%s", out)
	}
}
