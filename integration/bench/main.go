// Command bench measures what capture costs, beside what others cost, and writes a table of it.
//
// It builds the benchmarks of package suite with the tag flowcept and without, runs them all in turn, over and over, so
// that a machine's quiet moments are shared out evenly, and keeps each one's minimum. It also compares the machine code
// of an annotated program with that of the same program without annotations; and, where it is installed, times Flowcept
// for Python on functions of the same shape.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	rounds := flag.Int("rounds", 6, "how often each benchmark is run")
	benchtime := flag.String("benchtime", "60ms", "how long each benchmark is run at a time")
	install := flag.Bool("python", false, "install Flowcept for Python into the user's cache directory where python3 has none")
	out := flag.String("o", "RESULTS.md", "file to write the table to")
	flag.Parse()
	if err := run(*rounds, *benchtime, *install, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(rounds int, benchtime string, install bool, out string) error {
	if err := goCommand("tool", "flowcept-gen", "-check", "./calls"); err != nil {
		return err
	}
	code, err := compareCode()
	if err != nil {
		return err
	}
	results, err := measure(rounds, benchtime)
	if err != nil {
		return err
	}
	python, err := findPython(install)
	if err != nil {
		return err
	}
	if python != "" {
		if err := measurePython(results, python, rounds); err != nil {
			return err
		}
	}
	var b strings.Builder
	writeReport(&b, results, code, rounds, benchtime, python != "")
	fmt.Print(b.String())
	return os.WriteFile(out, []byte(b.String()), 0o666)
}
