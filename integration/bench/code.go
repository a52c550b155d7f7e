package main

import (
	"bytes"
	"debug/elf"
	"debug/macho"
	"debug/pe"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// annotated is a program with directives, a directory of the module that this one measures.
const annotated = "../../examples/digits"

// compareCode builds the annotated program without the tag, and again without its annotations, and says how the machine
// code of the two compares.
func compareCode() (string, error) {
	dir, err := os.MkdirTemp("", "flowcept-bench")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	overlay, n, err := withoutAnnotations(dir)
	if err != nil {
		return "", err
	}
	with, err := codeOf(filepath.Join(dir, "annotated"))
	if err != nil {
		return "", err
	}
	without, err := codeOf(filepath.Join(dir, "plain"), "-overlay", overlay)
	if err != nil {
		return "", err
	}
	if !bytes.Equal(with, without) {
		return fmt.Sprintf("**different**: %d and %d bytes", len(with), len(without)), nil
	}
	return fmt.Sprintf("the same %d bytes of code (examples/digits, %d directives)", len(with), n), nil
}

var directive = regexp.MustCompile(`(?m)^(\s*//)flowcept:.*$|^//go:build !flowcept$`)

// withoutAnnotations writes an overlay in which the program's files have neither directives nor the constraint that
// flowcept-gen adds, and all their lines where they were. It returns how many directives there were.
func withoutAnnotations(dir string) (overlay string, directives int, err error) {
	files, err := filepath.Glob(annotated + "/*.go")
	if err != nil {
		return "", 0, err
	}
	replace := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return "", 0, err
		}
		if strings.HasSuffix(f, ".flowcept.go") || !directive.Match(text) {
			continue
		}
		directives += len(directive.FindAll(text, -1)) - 1
		path, err := filepath.Abs(f)
		if err != nil {
			return "", 0, err
		}
		replace[path] = filepath.Join(dir, filepath.Base(f))
		if err := os.WriteFile(replace[path], directive.ReplaceAll(text, []byte("//")), 0o666); err != nil {
			return "", 0, err
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", 0, err
	}
	overlay = filepath.Join(dir, "overlay.json")
	return overlay, directives, os.WriteFile(overlay, text, 0o666)
}

// codeOf builds the program to the file and returns its machine code.
func codeOf(file string, flags ...string) ([]byte, error) {
	args := append([]string{"build", "-C", annotated, "-trimpath", "-buildvcs=false", "-ldflags=-buildid=", "-o", file}, flags...)
	if err := goCommand(append(args, ".")...); err != nil {
		return nil, err
	}
	if f, err := elf.Open(file); err == nil {
		defer f.Close()
		return f.Section(".text").Data()
	}
	if f, err := macho.Open(file); err == nil {
		defer f.Close()
		return f.Section("__text").Data()
	}
	f, err := pe.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Section(".text").Data()
}
