// Agent is a server of the Model Context Protocol with two tools, one of which asks a language model, and a client that
// calls them, over stdio or HTTP.
//
//	agent serve [-http ADDRESS]                     the server; over stdio without an address
//	agent call [-http URL] TOOL [NAME=VALUE...]     the client; without a URL it starts a server of its own
//
// The model is that of an OpenAI-compatible endpoint: OPENAI_BASE_URL (https://api.openai.com/v1), OPENAI_API_KEY and
// OPENAI_MODEL (gpt-4o-mini).
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

//go:generate go tool flowcept-gen .

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "agent:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return fmt.Errorf("usage: agent serve|call [flags]")
	}
	flags := flag.NewFlagSet("agent "+args[0], flag.ContinueOnError)
	address := flags.String("http", "", "address to listen on, or URL of the server; stdio without")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "serve":
		return serve(ctx, *address)
	case "call":
		return call(ctx, *address, flags.Args())
	}
	return fmt.Errorf("unknown command %q", args[0])
}
