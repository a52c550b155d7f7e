package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

// pythonPackages are what the measurements of Flowcept for Python need.
var pythonPackages = []string{"flowcept[kafka,lmdb]==1.0.3", "pandas"}

// measurePython runs the functions under Flowcept for Python.
func measurePython(all results, interpreter string, rounds int) error {
	script, err := filepath.Abs("python/calls.py")
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "flowcept-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cmd := exec.Command(interpreter, script, strconv.Itoa(rounds))
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "FLOWCEPT_USE_DEFAULT=true")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("python: %w", err)
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		var name string
		var ns float64
		if _, err := fmt.Sscan(lines.Text(), &name, &ns); err != nil {
			continue // what Flowcept prints
		}
		all.add("python/"+name, ns, 0)
		all["python/"+name].allocs = -1
	}
	for _, row := range pythonSection.rows {
		if all[row.bench] == nil {
			return fmt.Errorf("python: no measurement of %s in %q", row.bench, out)
		}
	}
	return nil
}

// findPython returns an interpreter that has Flowcept for Python, "" where there is none and it is not to be installed.
func findPython(install bool) (interpreter string, err error) {
	if hasFlowcept("python3") {
		return "python3", nil
	}
	if !install {
		return "", nil
	}
	return installPython()
}

func hasFlowcept(interpreter string) bool {
	return exec.Command(interpreter, "-c", "import flowcept").Run() == nil
}

// installPython makes an environment of its own for Flowcept for Python and returns its interpreter.
func installPython() (interpreter string, err error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "flowcept-bench", "venv-1.0.3")
	interpreter = filepath.Join(dir, "bin", "python")
	if hasFlowcept(interpreter) {
		return interpreter, nil
	}
	for _, args := range [][]string{
		{"python3", "-m", "venv", dir},
		append([]string{interpreter, "-m", "pip", "install", "--quiet"}, pythonPackages...),
	} {
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Run(); err != nil {
			return "", fmt.Errorf("install Flowcept for Python: %w", err)
		}
	}
	return interpreter, nil
}
