package doctest

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"golang.org/x/mod/modfile"
)

// The README says of each direct dependency what it is for.
func TestReadmeListsTheDirectDependencies(t *testing.T) {
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, r := range mod.Require {
		if !r.Indirect {
			want = append(want, r.Mod.Path)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table := regexp.MustCompile(`\n\| module \| for \|\n\| --- \| --- \|\n((?:\|.*\|\n)+)`).FindSubmatch(readme)
	if table == nil {
		t.Fatal("README.md has no table of modules and what they are for")
	}
	var got []string
	for _, row := range regexp.MustCompile("(?m)^\\| `([^`]+)` \\| \\S.* \\|$").FindAllSubmatch(table[1], -1) {
		got = append(got, string(row[1]))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the README's table has\n%q\nwant the direct dependencies of go.mod,\n%q", got, want)
	}
}
