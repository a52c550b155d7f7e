package doctest

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/flowcept/flowcept-go/internal/services"
)

const pythonNames = "testdata/python_names.txt"

// Everything that a program of Flowcept for Python is written with is on the page for those who come from it.
func TestPageForPythonNamesEverything(t *testing.T) {
	names, err := os.ReadFile(pythonNames)
	fail(t, err)
	page, err := os.ReadFile("../../docs/from-python.md")
	fail(t, err)
	for name := range strings.FieldsSeq(string(names)) {
		if !regexp.MustCompile(`(^|[^\w])` + regexp.QuoteMeta(name)).Match(page) {
			t.Errorf("docs/from-python.md does not say what becomes of %s", name)
		}
	}
}

// The names are those of the Flowcept that the other tests compare with.
func TestPythonNamesAreThoseOfFlowcept(t *testing.T) {
	out, err := exec.Command(services.Python(t), "testdata/python_names.py").Output()
	if err != nil {
		t.Fatal(err)
	}
	if want, err := os.ReadFile(pythonNames); err != nil || string(out) != string(want) {
		t.Errorf("%s: got %v and\n%s\nFlowcept has\n%s", pythonNames, err, want, out)
	}
}
