// Dependency chooses what to update a module's requirements to. Nothing in it is annotated: what is captured are the calls of
// golang.org/x/mod, which are the decisions that one would like to have on record.
package main

import (
	"fmt"
	"os"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

const requirements = `module example.com/app

go 1.26

require (
	example.com/parser v1.4.0
	example.com/store v0.9.1
	example.com/wire/v2 v2.0.3
)
`

// offered is what a proxy would list.
var offered = map[string][]string{
	"example.com/parser":  {"v1.3.9", "v1.5.0", "v1.5.0-rc.1"},
	"example.com/store":   {"v0.9.1", "v0.9"},
	"example.com/wire/v2": {"v2.1.0", "v3.0.0"},
}

func main() {
	file, err := modfile.ParseLax("go.mod", []byte(requirements), nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, r := range file.Require {
		best := r.Mod.Version
		for _, version := range offered[r.Mod.Path] {
			if module.Check(r.Mod.Path, version) == nil && semver.Prerelease(version) == "" && semver.Compare(version, best) > 0 {
				best = version
			}
		}
		fmt.Println(r.Mod.Path, r.Mod.Version, "->", best)
	}
}
