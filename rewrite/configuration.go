package rewrite

import (
	"go/build"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/annotations"
	"github.com/flowcept/flowcept-go/rewrite/internal/constraint"
	"github.com/flowcept/flowcept-go/rewrite/internal/load"
)

// otherConfiguration notes an annotated file that this build leaves out.
func (r *Result) otherConfiguration(path string) error {
	src, err := os.ReadFile(path)
	if err != nil || !isAnnotated(path, src) {
		return ignoreMissing(err)
	}
	text := "left alone, as it is not part of this build"
	if how := howToBuild(path, src); how != "" {
		text += "; run again with " + how
	}
	r.Notes = append(r.Notes, Note{path, text})
	return nil
}

// isAnnotated tells whether a file has a directive to act on.
func isAnnotated(path string, src []byte) bool {
	if !load.MayHold(src) {
		return false
	}
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return false
	}
	found, diags := annotations.Scan(fset, syntax)
	return len(found.Funcs)+len(found.Literals)+len(found.Loops)+len(found.Models)+len(diags) > 0
}

// The operating systems and architectures to try, likely ones first.
var (
	systems       = strings.Fields("linux darwin windows freebsd netbsd openbsd dragonfly solaris illumos aix android ios plan9 js wasip1")
	architectures = strings.Fields("amd64 arm64 386 arm riscv64 loong64 ppc64le ppc64 s390x mips mipsle mips64 mips64le wasm")
)

// howToBuild names the environment in which a file is part of its package, as
// little of it as possible; empty where there is none.
func howToBuild(path string, src []byte) string {
	here := build.Default
	here.BuildTags = slices.Concat(here.BuildTags, flagTags(os.Getenv("GOFLAGS")))
	matches := func(c build.Context) bool {
		ok, err := c.MatchFile(filepath.Split(path))
		return ok && err == nil
	}
	tags := unknownTags(src)
	for _, with := range tagSets(tags) {
		suffix := ""
		c := here
		if len(with) > 0 {
			c.BuildTags = slices.Concat(here.BuildTags, with)
			suffix = "GOFLAGS=-tags=" + strings.Join(c.BuildTags, ",")
		}
		if len(with) > 0 && matches(c) {
			return suffix
		}
		for _, c.GOOS = range systems {
			if matches(c) {
				return strings.TrimSpace("GOOS=" + c.GOOS + " " + suffix)
			}
		}
		c.GOOS = here.GOOS
		for _, c.GOARCH = range architectures {
			if matches(c) {
				return strings.TrimSpace("GOARCH=" + c.GOARCH + " " + suffix)
			}
		}
		for _, c.GOOS = range systems {
			for _, c.GOARCH = range architectures {
				if matches(c) {
					return strings.TrimSpace("GOOS=" + c.GOOS + " GOARCH=" + c.GOARCH + " " + suffix)
				}
			}
		}
		c.GOOS, c.GOARCH, c.CgoEnabled = here.GOOS, here.GOARCH, !here.CgoEnabled
		if matches(c) {
			return strings.TrimSpace(map[bool]string{true: "CGO_ENABLED=1", false: "CGO_ENABLED=0"}[c.CgoEnabled] + " " + suffix)
		}
	}
	return ""
}

// flagTags are the tags in the value of GOFLAGS.
func flagTags(flags string) []string {
	var tags []string
	for _, flag := range strings.Fields(flags) {
		if value, ok := strings.CutPrefix(strings.TrimLeft(flag, "-"), "tags="); ok {
			tags = strings.Split(value, ",")
		}
	}
	return slices.DeleteFunc(tags, func(t string) bool { return t == constraint.Tag })
}

// tagSets are none of the tags, each by itself, and all of them.
func tagSets(tags []string) [][]string {
	sets := [][]string{nil}
	for _, t := range tags {
		sets = append(sets, []string{t})
	}
	if len(tags) > 1 {
		sets = append(sets, tags)
	}
	return sets
}

// unknownTags are the tags of a file's constraint that the user may set.
func unknownTags(src []byte) []string {
	x, err := constraint.Expr(src)
	if err != nil || x == nil {
		return nil
	}
	var tags []string
	constraint.EachTag(x, func(tag string) {
		switch {
		case slices.Contains(systems, tag), slices.Contains(architectures, tag), slices.Contains(tags, tag),
			slices.Contains([]string{constraint.Tag, "unix", "cgo", "gc", "gccgo"}, tag), strings.HasPrefix(tag, "go1."):
		default:
			tags = append(tags, tag)
		}
	})
	return tags
}
