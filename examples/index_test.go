package examples

import (
	"os"
	"strings"
	"testing"
)

func TestEveryExampleIsListed(t *testing.T) {
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		if !strings.Contains(string(index), "["+e.Name()+"]("+e.Name()+")") {
			t.Errorf("README.md does not list %s", e.Name())
		}
		if _, err := os.Stat(e.Name() + "/README.md"); err != nil {
			t.Errorf("%s has no README.md", e.Name())
		}
	}
}
