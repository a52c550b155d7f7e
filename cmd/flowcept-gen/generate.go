package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/flowcept/flowcept-go/internal/overlay"
	"github.com/flowcept/flowcept-go/rewrite"
)

// errReported is a failure that has been printed.
var errReported = errors.New("reported")

// options are what the flags ask of package rewrite.
func (f *flags) options(dir string) rewrite.Options {
	return rewrite.Options{Dir: dir, Patterns: packagesOf(f.packages), Version: version(), Cache: overlay.PackageCache(), All: f.all, Func: f.match, Tests: f.tests}
}

// packagesOf puts a file's package in its place, as for $GOFILE in a go:generate line: taken by itself, the go command
// would make it a package of another name.
func packagesOf(args []string) []string {
	var list []string
	for _, arg := range args {
		if info, err := os.Stat(arg); filepath.Ext(arg) == ".go" && err == nil && !info.IsDir() {
			if arg = filepath.Dir(arg); !filepath.IsAbs(arg) {
				arg = "." + string(filepath.Separator) + arg
			}
		}
		list = append(list, arg)
	}
	return list
}

// generate does what the flags say.
func generate(ctx context.Context, f *flags, stdout, stderr io.Writer) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	if f.out != "" {
		return f.copy(ctx, dir, stdout, stderr)
	}
	plan := rewrite.Generate
	if f.clean {
		plan = rewrite.Clean
	}
	r, err := plan(ctx, f.options(dir))
	if err != nil {
		return err
	}
	if err := f.diagnose(r.Diagnostics, dir, stdout, stderr); err != nil {
		return err
	}
	rewrite.PrintNotes(stderr, dir, r.Notes)
	if f.verbose {
		rewrite.PrintDone(stderr, dir, r.Done)
	}
	if f.diff {
		rewrite.PrintDiff(stdout, dir, r.Changes)
	}
	if f.check {
		rewrite.PrintCheck(stderr, dir, r.Changes)
		if len(r.Changes) > 0 {
			return errReported
		}
	}
	if f.check || f.diff {
		return nil
	}
	return rewrite.Write(r.Changes)
}

// diagnose prints problems. With any, there is nothing more to do.
func (f *flags) diagnose(diags []rewrite.Diagnostic, dir string, stdout, stderr io.Writer) error {
	if f.json {
		if err := rewrite.PrintJSON(stdout, diags); err != nil {
			return err
		}
	} else {
		rewrite.PrintDiagnostics(stderr, dir, diags)
	}
	if len(diags) > 0 {
		return errReported
	}
	return nil
}
