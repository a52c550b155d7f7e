package overlay

import (
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Args are the arguments of a go command.
type Args struct {
	Command  string   // build, test, run, vet, install
	Flags    []string // of the go command, but -C
	Dir      string   // of -C; empty for none
	Tags     string   // of -tags
	Packages []string
	Rest     []string // the program's, or from -args on

	Cover bool // a flag that makes the go command ignore overlays
	Mod   string
}

// commands are those of the go command that build packages.
var commands = []string{"build", "test", "run", "vet", "install"}

// boolean are the flags that take no value unless it is behind an equals sign.
var boolean = strings.Fields("a asan benchmem buildvcs c cover failfast fullpath i json linkshared modcacherw msan n race short trimpath v work x")

// paths are the flags whose value is a file or a directory.
var paths = strings.Fields("o outputdir coverprofile cpuprofile memprofile blockprofile mutexprofile trace pgo vettool")

// Parse reads the arguments that follow the word go.
func Parse(args []string) (*Args, error) {
	if len(args) == 0 || !slices.Contains(commands, args[0]) {
		return nil, fmt.Errorf("go %s is not one of the commands that build: go %s", strings.Join(args[:min(1, len(args))], ""), strings.Join(commands, ", go "))
	}
	a := &Args{Command: args[0]}
	args = args[1:]
	for len(args) > 0 {
		arg := args[0]
		if arg == "-args" || arg == "--args" {
			a.Rest = args
			break
		}
		if !strings.HasPrefix(arg, "-") || arg == "-" {
			if a.Command == "run" {
				args = a.program(args)
				a.Rest = args
				break
			}
			a.Packages = append(a.Packages, arg)
			args = args[1:]
			continue
		}
		n, err := a.flag(args)
		if err != nil {
			return nil, err
		}
		args = args[n:]
	}
	if len(a.Packages) == 0 {
		a.Packages = []string{"."}
	}
	return a, nil
}

// program takes what go run is to run off the arguments.
func (a *Args) program(args []string) (rest []string) {
	n := 0
	for n < len(args) && strings.HasSuffix(args[n], ".go") {
		n++
	}
	n = max(n, 1)
	a.Packages = args[:n]
	return args[n:]
}

// flag reads one flag and says how many arguments it is.
func (a *Args) flag(args []string) (int, error) {
	name, value, joined := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(args[0], "-"), "-"), "=")
	n := 1
	if !joined && a.takesValue(name) {
		if len(args) < 2 {
			return 0, fmt.Errorf("go %s: flag %s needs a value", a.Command, args[0])
		}
		value, n = args[1], 2
	}
	switch name {
	case "C":
		a.Dir = value
		return n, nil
	case "tags":
		a.Tags = value
	case "mod":
		a.Mod = value
	case "cover":
		a.Cover = a.Cover || !joined || value != "false"
	case "coverprofile", "covermode", "coverpkg":
		a.Cover = true
	case "overlay", "modfile", "toolexec":
		return 0, fmt.Errorf("go %s: -%s cannot be had together with instrumented code", a.Command, name)
	}
	a.Flags = append(a.Flags, args[:n]...)
	return n, nil
}

func (a *Args) takesValue(name string) bool {
	name = strings.TrimPrefix(name, "test.")
	if a.Command == "vet" {
		return slices.Contains([]string{"C", "tags", "mod", "vettool", "p", "gcflags", "ldflags", "asmflags", "gccgoflags", "overlay", "modfile", "toolexec", "pkgdir", "compiler", "installsuffix", "buildmode", "c"}, name)
	}
	return !slices.Contains(boolean, name)
}

// absolute makes the paths in flags independent of the working directory.
func (a *Args) absolute(dir string) {
	for i := 0; i < len(a.Flags); i++ {
		name, value, joined := strings.Cut(a.Flags[i], "=")
		if !slices.Contains(paths, strings.TrimPrefix(strings.TrimLeft(name, "-"), "test.")) {
			continue
		}
		switch {
		case joined && !filepath.IsAbs(value) && value != "":
			a.Flags[i] = name + "=" + filepath.Join(dir, value)
		case !joined && i+1 < len(a.Flags) && !filepath.IsAbs(a.Flags[i+1]):
			a.Flags[i+1] = filepath.Join(dir, a.Flags[i+1])
		}
	}
}

// Runs tells whether the command runs programs that capture.
func (a *Args) Runs() bool {
	return a.Command == "run" || a.Command == "test" && !slices.Contains(a.Flags, "-c")
}

// Name is what the binary is called that runs, in a module with its root, and the working directory dir.
func (a *Args) Name(module, root, dir string) string {
	first := a.Packages[0]
	switch {
	case strings.HasSuffix(first, ".go"):
		return strings.TrimSuffix(filepath.Base(first), ".go")
	case len(a.Packages) > 1 || strings.Contains(first, "..."):
		first = path.Base(module)
	case strings.HasPrefix(first, ".") || filepath.IsAbs(first):
		if !filepath.IsAbs(first) {
			first = filepath.Join(dir, first)
		}
		if first = filepath.Clean(first); first == root {
			first = module
		}
		first = path.Base(filepath.ToSlash(first))
	default:
		first, _, _ = strings.Cut(path.Base(first), "@")
	}
	if a.Command == "test" {
		first += ".test"
	}
	return first
}
