package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

const usage = `usage: flowcept COMMAND [FLAGS] [FILE]

  report     what a run did
  tail       records as they come
  validate   check records against the format
  observe    record what other tools do: MLflow and others

FILE is a JSONL file of records; the default is flowcept_buffer.jsonl, and - is the standard input.
"flowcept COMMAND -help" says more.
`

// A streams is where a command reads from and writes to.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

var commands = map[string]func(context.Context, []string, streams) int{
	"report": reportFile, "tail": tail, "validate": validate, "observe": observe,
}

func main() {
	os.Exit(run(context.Background(), os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}))
}

func run(ctx context.Context, args []string, std streams) int {
	if len(args) == 0 {
		fmt.Fprint(std.err, usage)
		return 2
	}
	if command := commands[args[0]]; command != nil {
		return command(ctx, args[1:], std)
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		fmt.Fprint(std.out, usage)
		return 0
	}
	fmt.Fprintf(std.err, "flowcept: unknown command %q\n%s", args[0], usage)
	return 2
}

// parse reads the flags and the file's name, and says with done that the command has its exit status already.
func parse(flags *flag.FlagSet, args []string, usage string, std streams) (path string, code int, done bool) {
	flags.SetOutput(io.Discard)
	files, err := words(flags, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(std.out, usage)
		return "", 0, true
	case err == nil && len(files) > 1:
		err = errors.New("one file at a time")
	}
	if err != nil {
		return "", misused(flags.Name(), err, usage, std), true
	}
	return strings.Join(files, ""), 0, false
}

// words parses flags, also those that stand behind a word, and returns the words.
func words(flags *flag.FlagSet, args []string) (all []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if parsed := len(args) - flags.NArg(); flags.NArg() == 0 || parsed > 0 && args[parsed-1] == "--" {
			return append(all, flags.Args()...), nil
		}
		all, args = append(all, flags.Arg(0)), flags.Args()[1:]
	}
}

func misused(command string, err error, usage string, std streams) int {
	fmt.Fprintf(std.err, "flowcept %s: %v\n%s", command, err, usage)
	return 2
}

func failed(command string, err error, std streams) int {
	fmt.Fprintf(std.err, "flowcept %s: %v\n", command, err)
	return 1
}
