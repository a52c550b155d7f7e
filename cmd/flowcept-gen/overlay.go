package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/flowcept/flowcept-go/internal/overlay"
	"github.com/flowcept/flowcept-go/rewrite"
)

// parseGo reads the go command that stands in the place of packages.
func (f *flags) parseGo() (err error) {
	if f.check || f.clean || f.diff || f.out != "" {
		return errors.New("-check, -clean, -diff and -o are not for the go command: it writes nothing")
	}
	f.command, err = overlay.Parse(f.packages[1:])
	return err
}

// runGo runs the go command on instrumented code.
func (f *flags) runGo(ctx context.Context, stdout, stderr io.Writer) (int, error) {
	dir, err := os.Getwd()
	if err != nil {
		return failed, err
	}
	c := &overlay.Command{Args: f.command, Options: f.options(dir), Dir: dir, Stdin: os.Stdin, Stdout: stdout, Stderr: stderr}
	return c.Run(ctx, func(plan *rewrite.Copy) error {
		if err := f.diagnose(plan.Diagnostics, dir, stdout, stderr); err != nil {
			return err
		}
		if f.verbose {
			rewrite.PrintDone(stderr, dir, plan.Done)
		}
		return nil
	})
}
