package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"maps"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	_ "github.com/flowcept/flowcept-go/integration/adapters/dask"
	_ "github.com/flowcept/flowcept-go/integration/adapters/mlflow"
	_ "github.com/flowcept/flowcept-go/integration/adapters/mqtt"
	_ "github.com/flowcept/flowcept-go/integration/adapters/tensorboard"
	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

const observeUsage = `usage: flowcept observe [-settings FILE] [-name NAME] [SECTION...]

Watches other tools, as the sections adapters.SECTION of the settings say, and records what they do, in a workflow that ends
when it is interrupted. Without sections it is all of them. Kinds: mlflow, broker_mqtt, tensorboard, dask.

  -settings FILE  the settings; default: FLOWCEPT_SETTINGS_PATH, else ~/.flowcept/settings.yaml
  -name NAME      the workflow's name; default: observe
`

// observeEnd is what delivering the last records may take.
const observeEnd = 30 * time.Second

func observe(ctx context.Context, args []string, std streams) int {
	flags := flag.NewFlagSet("observe", flag.ContinueOnError)
	path, name := flags.String("settings", "", ""), flags.String("name", "observe", "")
	flags.SetOutput(io.Discard)
	switch err := flags.Parse(args); {
	case err == flag.ErrHelp:
		fmt.Fprint(std.out, observeUsage)
		return 0
	case err != nil:
		fmt.Fprintf(std.err, "flowcept observe: %v\n%s", err, observeUsage)
		return 2
	}
	s, err := settings.Load(*path, nil)
	if err != nil {
		fmt.Fprintf(std.err, "flowcept observe: %v\n", err)
		return 1
	}
	if len(s.Adapters) == 0 {
		fmt.Fprintln(std.err, "flowcept observe: the settings have no section below adapters: (see docs/adapters.md)")
		return 1
	}
	flowcept.OnError(func(err error) {
		fmt.Fprintf(std.err, "flowcept observe: %s\n", strings.TrimPrefix(err.Error(), "flowcept: "))
	})
	defer flowcept.OnError(nil)
	sections := flags.Args()
	if len(sections) == 0 { // named, so that one whose kind is none is an error
		sections = slices.Sorted(maps.Keys(s.Adapters))
	}
	opts := []flowcept.WorkflowOption{flowcept.WorkflowName(*name), flowcept.ObserveSettings(sections...)}
	if *path != "" {
		opts = append(opts, flowcept.SettingsFile(*path))
	}
	until, stop := signal.NotifyContext(ctx, syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	wf, err := flowcept.Start(context.WithoutCancel(ctx), opts...)
	if err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			fmt.Fprintf(std.err, "flowcept observe: %s\n", strings.TrimPrefix(line, "flowcept: "))
		}
		return 1
	}
	<-until.Done()
	stop()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), observeEnd)
	defer cancel()
	if err := wf.Stop(ending); err != nil {
		fmt.Fprintf(std.err, "flowcept observe: %s\n", strings.TrimPrefix(err.Error(), "flowcept: "))
		return 1
	}
	return 0
}
