package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// A result is what the runs of one benchmark on one number of Ps gave.
type result struct {
	ns     []float64 // a call
	allocs int       // a call, the most
}

// results are kept by the benchmark's name as the testing package prints it, behind "untagged/" where it was built
// without the tag.
type results map[string]*result

func (r results) add(name string, ns float64, allocs int) {
	if r[name] == nil {
		r[name] = &result{}
	}
	r[name].ns = append(r[name].ns, ns)
	r[name].allocs = max(r[name].allocs, allocs)
}

// measure runs the benchmarks of the suite.
func measure(rounds int, benchtime string) (results, error) {
	dir, err := os.MkdirTemp("", "flowcept-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	tagged, untagged := filepath.Join(dir, "tagged.test"), filepath.Join(dir, "untagged.test")
	if err := goCommand("test", "-c", "-tags", "flowcept", "-o", tagged, "./suite"); err != nil {
		return nil, err
	}
	if err := goCommand("test", "-c", "-o", untagged, "./suite"); err != nil {
		return nil, err
	}
	all := results{}
	for i := range rounds {
		fmt.Fprintf(os.Stderr, "round %d of %d\n", i+1, rounds)
		if err := all.run(dir, untagged, "untagged/", "Idle/call", benchtime); err != nil {
			return nil, err
		}
		if err := all.run(dir, tagged, "", ".", benchtime); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func goCommand(args ...string) error {
	cmd := exec.Command("go", args...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w", args[0], err)
	}
	return nil
}

// run runs the benchmarks of a test binary once, on one P and on two.
func (r results) run(dir, binary, prefix, pattern, benchtime string) error {
	cmd := exec.Command(binary, "-test.run", "^$", "-test.bench", pattern, "-test.cpu", "1,2", "-test.benchtime", benchtime)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w\n%s", err, out)
	}
	for line := range bytes.Lines(out) {
		if m := benchmarkLine.FindSubmatch(line); m != nil {
			if string(m[2]) == "1" {
				continue // the machine held its first call up for so long that there was no second: that says nothing
			}
			ns, err := strconv.ParseFloat(string(m[3]), 64)
			if err != nil {
				return err
			}
			allocs, err := strconv.Atoi(string(m[4]))
			if err != nil {
				return err
			}
			r.add(prefix+string(m[1]), ns, allocs)
		}
	}
	return nil
}

var benchmarkLine = regexp.MustCompile(`^Benchmark(\S+)\s+(\d+)\s+([0-9.]+) ns/op.*\s(\d+) allocs/op`)
