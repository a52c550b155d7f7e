//go:build !flowcept

package main

import (
	"embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

//go:generate go tool flowcept-gen .

//go:embed data/digits.csv.gz
var files embed.FS

func main() {
	os.Exit(command(os.Args[1:], os.Stdout, os.Stderr))
}

// command returns the exit code instead of exiting, so that by the time main exits everything run deferred has run.
func command(args []string, stdout, stderr io.Writer) int {
	cfg, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	if err := run(stdout, cfg); err != nil {
		fmt.Fprintln(stderr, "digits:", err)
		return 1
	}
	return 0
}

//flowcept:workflow name=digits args=cfg tags=example meta.dataset=optdigits meta.license=CC-BY-4.0
func run(w io.Writer, cfg Config) error {
	data, err := load(files, "data/digits.csv.gz")
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "loaded %d images of %d pixels\n", data.Len(), pixels)

	trainSet, testSet, err := split(data, cfg.TestFraction, cfg.Seed)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "training on %d, testing on %d\n\n", trainSet.Len(), testSet.Len())

	net, _, err := train(w, trainSet, cfg.Hyperparameters, cfg.Seed)
	if err != nil {
		return err
	}

	accuracy, confusion := evaluate(net, testSet)
	fmt.Fprintf(w, "\ntest accuracy %.2f %% (%d of %d)\n\n%s", 100*accuracy, confusion.correct(), testSet.Len(), confusion)

	if cfg.Model == "" {
		return nil
	}
	size, _, err := save(net, cfg.Model)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nwrote the network to %s (%d bytes)\n", cfg.Model, size)
	return nil
}
