package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/flowcept/flowcept-go/rewrite"
)

// checkCopy refuses flags that say to do something else than a copy.
func (f *flags) checkCopy() error {
	if f.out == "" {
		return nil
	}
	for _, other := range []struct {
		set  bool
		name string
	}{{f.check, "-check"}, {f.clean, "-clean"}, {f.diff, "-diff"}} {
		if other.set {
			return fmt.Errorf("%s is about siblings, and -o writes none; remove one of the two", other.name)
		}
	}
	return nil
}

// copy writes an instrumented copy of the module.
func (f *flags) copy(ctx context.Context, dir string, stdout, stderr io.Writer) error {
	out, err := filepath.Abs(f.out)
	if err != nil {
		return err
	}
	c, err := rewrite.PlanCopy(ctx, f.options(dir))
	if err != nil {
		return err
	}
	if err := f.diagnose(c.Diagnostics, dir, stdout, stderr); err != nil {
		return err
	}
	if f.verbose {
		rewrite.PrintDone(stderr, dir, c.Done)
	}
	return c.Write(out)
}
