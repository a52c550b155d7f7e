package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"strings"

	"github.com/flowcept/flowcept-go/internal/overlay"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	done   = 0
	failed = 1
	usage  = 2
)

// flags are what the command line asks for.
type flags struct {
	check, clean, diff, json, verbose, version bool
	packages                                   []string

	all, tests bool
	match      *regexp.Regexp // -func
	out        string         // -o
	with       []string       // -with

	command *overlay.Args // of the go command; nil: siblings
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) > 0 {
		switch args[0] { // not the user, but the go command that was run for one
		case overlay.ProgramCommand:
			return overlay.RunProgram(args[1:])
		case overlay.ToolCommand:
			return overlay.RunTool(args[1:])
		}
	}
	f, err := parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, manual())
		return done
	case err != nil:
		fmt.Fprintf(stderr, "flowcept-gen: %v\nusage: flowcept-gen [flags] [packages]\nRun 'flowcept-gen -help' for the flags.\n", err)
		return usage
	case f.version:
		fmt.Fprintf(stdout, "flowcept-gen %s\n", version())
		return done
	}
	status := done
	if f.command != nil {
		status, err = f.runGo(ctx, stdout, stderr)
	} else {
		err = generate(ctx, f, stdout, stderr)
	}
	if err != nil {
		if !errors.Is(err, errReported) {
			fmt.Fprintf(stderr, "flowcept-gen: %v\n", err)
		}
		return max(status, failed)
	}
	return status
}

func parse(args []string) (*flags, error) {
	f := &flags{}
	fs := flag.NewFlagSet("flowcept-gen", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	fs.BoolVar(&f.check, "check", false, "")
	fs.BoolVar(&f.clean, "clean", false, "")
	fs.BoolVar(&f.diff, "diff", false, "")
	fs.BoolVar(&f.json, "json", false, "")
	fs.BoolVar(&f.verbose, "v", false, "")
	fs.BoolVar(&f.version, "version", false, "")
	f.defineAll(fs)
	if err := fs.Parse(args); err != nil {
		return nil, err
	}
	if err := errors.Join(f.checkAll(), f.checkCopy()); err != nil {
		return nil, err
	}
	f.packages = fs.Args()
	if len(f.packages) > 0 && f.packages[0] == "go" {
		return f, f.parseGo()
	}
	if len(f.with) > 0 {
		return nil, errors.New("-with is for the go command: siblings stand beside one's own files only")
	}
	for _, p := range f.packages {
		if strings.HasPrefix(p, "-") {
			return nil, fmt.Errorf("flag %s stands behind a package", p)
		}
	}
	return f, nil
}
