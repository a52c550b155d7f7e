package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

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
	opts := f.options(dir)
	opts.With = f.with
	c := &overlay.Command{Args: f.command, Options: opts, Dir: dir, Stdin: os.Stdin, Stdout: stdout, Stderr: stderr}
	status, err := c.Run(ctx, func(found *rewrite.Result) error {
		if err := f.diagnose(found.Diagnostics, dir, stdout, stderr); err != nil {
			return err
		}
		if f.verbose {
			rewrite.PrintDone(stderr, dir, found.Done)
		}
		return nil
	})
	var unknown *rewrite.UnknownModule
	if errors.As(err, &unknown) {
		return status, unknownModule(unknown)
	}
	return status, err
}

// unknownModule says which modules -with could name.
func unknownModule(e *rewrite.UnknownModule) error {
	list := "they are all the module's own"
	if len(e.Used) > 0 {
		list = "the modules are " + strings.Join(e.Used, ", ")
	}
	return fmt.Errorf("-with %s: %w; %s", e.Path, e, list)
}
