package examples

import (
	"os"
	"path/filepath"
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
		for _, file := range []string{"README.md", golden} {
			if _, err := os.Stat(filepath.Join(e.Name(), file)); err != nil && (file != golden || e.Name() != "digits") { // which has thousands of records
				t.Errorf("%s has no %s", e.Name(), file)
			}
		}
	}
}
