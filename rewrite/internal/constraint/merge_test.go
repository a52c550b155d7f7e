package constraint

import (
	"bytes"
	"go/build"
	"go/format"
	"go/parser"
	"go/token"
	"io"
	"strings"
	"testing"
)

var merges = []struct {
	name, src, merged, sibling string
	record                     string
}{{
	name:    "no constraint",
	src:     "package p\n",
	merged:  "//go:build !flowcept\n\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "copyright notice and package doc",
	src:     "// Copyright.\n// All rights.\n\n// Package p is.\npackage p\n",
	merged:  "// Copyright.\n// All rights.\n\n//go:build !flowcept\n\n// Package p is.\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "block comment first",
	src:     "/* Copyright. */\n\npackage p\n",
	merged:  "//go:build !flowcept\n\n/* Copyright. */\n\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "package doc alone",
	src:     "// Package p is.\npackage p\n",
	merged:  "//go:build !flowcept\n\n// Package p is.\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "a disjunction gets parentheses",
	src:     "//go:build linux || darwin\n\npackage p\n",
	merged:  "//go:build (linux || darwin) && !flowcept\n\npackage p\n",
	sibling: "//go:build (linux || darwin) && flowcept",
}, {
	name:    "a conjunction needs none",
	src:     "//go:build linux && !cgo\n\npackage p\n",
	merged:  "//go:build linux && !cgo && !flowcept\n\npackage p\n",
	sibling: "//go:build linux && !cgo && flowcept",
}, {
	name:    "not as gofmt has it",
	src:     "//go:build (linux||darwin)\npackage p\n",
	merged:  "//go:build (linux || darwin) && !flowcept\npackage p\n",
	sibling: "//go:build (linux || darwin) && flowcept",
	record:  "//go:build (linux||darwin)\n",
}, {
	name:    "both forms",
	src:     "//go:build linux || darwin\n// +build linux darwin\n\npackage p\n",
	merged:  "//go:build (linux || darwin) && !flowcept\n// +build linux darwin\n// +build !flowcept\n\npackage p\n",
	sibling: "//go:build (linux || darwin) && flowcept",
}, {
	name:    "the old form alone",
	src:     "// +build linux darwin\n// +build !cgo\n\npackage p\n",
	merged:  "//go:build (linux || darwin) && !cgo && !flowcept\n// +build linux darwin\n// +build !cgo\n// +build !flowcept\n\npackage p\n",
	sibling: "//go:build (linux || darwin) && !cgo && flowcept",
	record:  "// +build linux darwin\n// +build !cgo\n",
}, {
	name:    "the old form in the package doc is none",
	src:     "// +build linux\npackage p\n",
	merged:  "//go:build !flowcept\n\n// +build linux\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "line ends of CR and LF",
	src:     "// Copyright.\r\n\r\npackage p\r\n",
	merged:  "// Copyright.\r\n\r\n//go:build !flowcept\r\n\r\npackage p\r\n",
	sibling: "//go:build flowcept",
}, {
	name:    "the old form with CR and LF",
	src:     "// +build linux\r\n\r\npackage p\r\n",
	merged:  "//go:build linux && !flowcept\r\n// +build linux,!flowcept\r\n\r\npackage p\r\n",
	sibling: "//go:build linux && flowcept",
	record:  "// +build linux\r\n",
}, {
	name:    "byte order mark",
	src:     "\xef\xbb\xbfpackage p\n",
	merged:  "\xef\xbb\xbf//go:build !flowcept\n\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "the author's own",
	src:     "//go:build !flowcept && linux\n\npackage p\n",
	merged:  "//go:build !flowcept && linux\n\npackage p\n",
	sibling: "//go:build flowcept && linux",
	record:  "//go:build !flowcept && linux\n",
}, {
	name:    "the tag in another sense",
	src:     "//go:build flowcept || linux\n\npackage p\n",
	merged:  "//go:build (flowcept || linux) && !flowcept\n\npackage p\n",
	sibling: "//go:build (flowcept || linux) && flowcept",
}, {
	name:    "a line inside a block comment is none",
	src:     "/*\n//go:build linux\n*/\n\npackage p\n",
	merged:  "//go:build !flowcept\n\n/*\n//go:build linux\n*/\n\npackage p\n",
	sibling: "//go:build flowcept",
}, {
	name:    "behind a block comment",
	src:     "/* Copyright. */\n\n//go:build linux\n\npackage p\n",
	merged:  "/* Copyright. */\n\n//go:build linux && !flowcept\n\npackage p\n",
	sibling: "//go:build linux && flowcept",
}}

func TestMerge(t *testing.T) {
	for _, tt := range merges {
		t.Run(tt.name, func(t *testing.T) {
			merged, record, err := Merge([]byte(tt.src), "", false)
			if err != nil || string(merged) != tt.merged || record != tt.record {
				t.Fatalf("Merge(%q)\n got %q, record %q, error %v\nwant %q, record %q", tt.src, merged, record, err, tt.merged, tt.record)
			}
			sibling, _, _, err := Sibling(merged)
			if err != nil || sibling != tt.sibling {
				t.Errorf("Sibling(%q)\n got %q, error %v\nwant %q", merged, sibling, err, tt.sibling)
			}
			back, err := Restore(merged, record)
			if err != nil || string(back) != tt.src {
				t.Errorf("Restore(%q, %q)\n got %q, error %v\nwant %q", merged, record, back, err, tt.src)
			}
			again, same, err := Merge(merged, record, true)
			if err != nil || !bytes.Equal(again, merged) || same != record {
				t.Errorf("Merge(%q) again\n got %q, record %q, error %v\nwant the same, record %q", merged, again, same, err, record)
			}
		})
	}
}

// What gofmt leaves alone, it leaves alone with our constraint in it as well.
func TestMergeKeepsFormat(t *testing.T) {
	for _, tt := range merges {
		src := strings.ReplaceAll(strings.TrimPrefix(tt.src, bom), "\r\n", "\n")
		if formatted, err := format.Source([]byte(src)); err != nil || string(formatted) != src {
			continue
		}
		merged, _, err := Merge([]byte(src), "", false)
		if err != nil {
			t.Fatal(err)
		}
		formatted, err := format.Source(merged)
		if err != nil || !bytes.Equal(formatted, merged) {
			t.Errorf("gofmt of %q\n got %q, error %v", merged, formatted, err)
		}
	}
}

// A constraint that the user changes after it was merged is not turned back into
// what it was before.
func TestRestoreAfterEdit(t *testing.T) {
	const record = "//go:build (linux||darwin)\n"
	const edited = "//go:build windows && !flowcept\n\npackage p\n"
	const want = "//go:build windows\n\npackage p\n"
	got, err := Restore([]byte(edited), record)
	if err != nil || string(got) != want {
		t.Errorf("Restore(%q, %q)\n got %q, error %v\nwant %q", edited, record, got, err, want)
	}
}

func TestMalformed(t *testing.T) {
	const src = "//go:build linux &&\n\npackage p\n"
	if got, _, err := Merge([]byte(src), "", false); err == nil {
		t.Errorf("Merge(%q): got %q, want an error", src, got)
	}
}

// The merged file is built where the file was, unless the tag is set.
func FuzzMerge(f *testing.F) {
	for _, tt := range merges {
		f.Add(tt.src)
	}
	f.Add("//go:build 0\n\n//+build \n\npackage p\n") // lines that do not stand together
	f.Fuzz(func(t *testing.T, src string) {
		before, err := matches(src)
		if _, parseErr := parser.ParseFile(token.NewFileSet(), "p.go", src, parser.PackageClauseOnly); err != nil || parseErr != nil {
			return
		}
		merged, record, err := Merge([]byte(src), "", false)
		if err != nil {
			t.Fatalf("%q is a Go file, but: %v", src, err)
		}
		back, err := Restore(merged, record)
		if err != nil || string(back) != src {
			t.Errorf("%q\nmerged to %q, record %q\nrestored to %q, error %v", src, merged, record, back, err)
		}
		if tagged, err := matches(string(merged), Tag); err != nil || tagged {
			t.Errorf("%q\nmerged to %q\nis built with the tag (error %v)", src, merged, err)
		}
		if record != "" && excludesTag(src) {
			return // the author's own
		}
		if after, err := matches(string(merged)); err != nil || after != before {
			t.Errorf("%q\nmerged to %q\nis built: %v, error %v; before: %v", src, merged, after, err, before)
		}
	})
}

func excludesTag(src string) bool {
	x, err := Expr([]byte(src))
	return err == nil && excludes(x)
}

// matches asks go/build whether it builds a file.
func matches(src string, tags ...string) (bool, error) {
	c := build.Context{GOOS: "linux", GOARCH: "amd64", Compiler: "gc", BuildTags: tags, CgoEnabled: true,
		OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(src)), nil }}
	return c.MatchFile(".", "p.go")
}
