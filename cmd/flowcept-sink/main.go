// Flowcept-sink takes records from the topic to the database.
//
//	flowcept-sink run [flags]              read the topic and write to MongoDB until SIGTERM or SIGINT
//	flowcept-sink ping [flags]             ask whether brokers, topic and database are there
//	flowcept-sink dlq list [flags]         print the dead letters, one JSON object a line
//	flowcept-sink dlq replay [flags]       put the dead letters into the topic again
//	flowcept-sink recover [flags] [DIR…]   publish left-over spools
//
// Each command explains its flags with -help. All read the settings file that -settings names, else the one that
// FLOWCEPT_SETTINGS_PATH names, else ~/.flowcept/settings.yaml, and the environment, as captured programs do.
//
// The exit status is 0, 1 when something failed, and 2 for wrong usage.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/flowcept/flowcept-go/runtime/settings"
)

const usage = `usage: flowcept-sink COMMAND [flags]

  run               read the topic and write to MongoDB until SIGTERM or SIGINT
  ping              ask whether brokers, topic and database are there
  dlq list          print the dead letters, one JSON object a line
  dlq replay        put the dead letters into the topic again
  recover [DIR...]  publish left-over spools

flowcept-sink COMMAND -help explains a command's flags. The settings come from the file that -settings names, else
from FLOWCEPT_SETTINGS_PATH, else from ~/.flowcept/settings.yaml; environment variables override it.
`

var errUsage = errors.New("usage")

// A command is one of the program's, with the flags that it adds to -settings.
type command struct {
	about string
	run   func(ctx context.Context, flags *flag.FlagSet, std streams) func(*settings.Settings) error
	args  bool // takes arguments
}

type streams struct{ out, err io.Writer }

var commands = map[string]command{
	"run":        {about: runAbout, run: serve},
	"ping":       {about: "asks whether brokers, topic and database are there", run: ping},
	"dlq list":   {about: "prints the dead letters, one JSON object a line, values in base64", run: list},
	"dlq replay": {about: "puts the dead letters into the topic again, those that have not been before", run: replay},
	"recover":    {about: recoverAbout, run: recoverSpools, args: true},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr}))
}

func isHelp(arg string) bool {
	return arg == "help" || arg == "-h" || arg == "-help" || arg == "--help"
}

func run(ctx context.Context, args []string, std streams) int {
	if len(args) == 0 {
		fmt.Fprint(std.err, usage)
		return 2
	}
	name, rest := args[0], args[1:]
	if isHelp(name) {
		fmt.Fprint(std.out, usage)
		return 0
	}
	if name == "dlq" {
		if len(rest) == 0 {
			fmt.Fprintf(std.err, "flowcept-sink dlq: want list or replay\n%s", usage)
			return 2
		}
		name, rest = name+" "+rest[0], rest[1:]
		if isHelp(args[1]) {
			fmt.Fprint(std.out, usage)
			return 0
		}
	}
	c, ok := commands[name]
	if !ok {
		fmt.Fprintf(std.err, "flowcept-sink: unknown command %q\n%s", name, usage)
		return 2
	}
	flags := flag.NewFlagSet("flowcept-sink "+name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	file := flags.String("settings", "", "the settings `FILE`")
	do := c.run(ctx, flags, std)
	help := func(w io.Writer) {
		arguments := ""
		if c.args {
			arguments = " [DIR...]"
		}
		fmt.Fprintf(w, "usage: flowcept-sink %s [flags]%s\n\n%s\n\n", name, arguments, c.about)
		flags.SetOutput(w)
		flags.PrintDefaults()
	}
	err := flags.Parse(rest)
	if errors.Is(err, flag.ErrHelp) {
		help(std.out)
		return 0
	}
	if err == nil && flags.NArg() > 0 && !c.args {
		err = fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	if err != nil {
		fmt.Fprintf(std.err, "flowcept-sink %s: %v\n", name, err)
		help(std.err)
		return 2
	}
	s, err := settings.Load(*file, nil)
	if err == nil {
		err = do(s)
	}
	if err != nil {
		fmt.Fprintf(std.err, "flowcept-sink %s: %v\n", name, err)
		if errors.Is(err, errUsage) {
			return 2
		}
		return 1
	}
	return 0
}
