package overlay

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Args are the arguments of a go command.
type Args struct {
	Command  string   // build, test, run, vet, install
	Flags    []string // of the go command, but -C and those that are read here
	Dir      string   // of -C; empty for none
	Packages []string // "." where none is named
	Rest     []string // the program's, or from -args on

	named    bool     // there are packages in the arguments
	load     []string // of Flags what says which files are built, for go list
	mod      string   // of -mod; empty for none
	modfile  string
	overlay  string
	exec     string
	toolexec string
	cover    bool
	compile  bool // go test -c
}

// commands are those of the go command that build packages.
var commands = []string{"build", "test", "run", "vet", "install"}

// boolean are the flags that take no value unless it is behind an equals sign.
var boolean = strings.Fields("a artifacts asan benchmem buildvcs c cover failfast fullpath i json linkshared modcacherw msan n race short trimpath v work x")

// vetValued are the flags of go vet that take a value; analyzers have flags too, most of them boolean.
var vetValued = strings.Fields("C asmflags buildmode c compiler gccgoflags gcflags installsuffix ldflags mod modfile overlay p pgo pkgdir tags toolexec vettool")

// loading are the flags that say which files are built.
var loading = strings.Fields("asan compiler installsuffix mod modfile msan overlay race tags")

// Parse reads the arguments that follow the word go.
func Parse(args []string) (*Args, error) {
	a := &Args{}
	if len(args) > 0 && strings.HasPrefix(args[0], "-") { // go -C dir build
		n, err := a.flag(args)
		if err != nil || a.Dir == "" {
			return nil, fmt.Errorf("go %s: want one of %s", args[0], strings.Join(commands, ", "))
		}
		args = args[n:]
	}
	if len(args) == 0 || !slices.Contains(commands, args[0]) {
		return nil, fmt.Errorf("%s is not one of the commands that build: go %s", strings.Join(append([]string{"go"}, args[:min(1, len(args))]...), " "), strings.Join(commands, ", go "))
	}
	a.Command = args[0]
	if err := a.arguments(args[1:]); err != nil {
		return nil, err
	}
	if a.named = len(a.Packages) > 0; !a.named {
		a.Packages = []string{"."}
	}
	if a.Command == "run" && strings.Contains(a.Packages[0], "@") || a.Command == "install" && strings.Contains(a.Packages[0], "@") {
		return nil, fmt.Errorf("go %s %s: a package of another module, with a version, cannot be instrumented", a.Command, a.Packages[0])
	}
	return a, nil
}

func (a *Args) arguments(args []string) error {
	for len(args) > 0 {
		arg := args[0]
		switch {
		case arg == "-args" || arg == "--args":
			a.Rest = args
			return nil
		case strings.HasPrefix(arg, "-") && arg != "-" && arg != "--":
			n, err := a.flag(args)
			if err != nil {
				return err
			}
			args = args[n:]
		case a.Command == "run":
			a.Rest = a.program(args)
			return nil
		default:
			a.Packages = append(a.Packages, arg)
			args = args[1:]
		}
	}
	return nil
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
	name, value, joined := cutFlag(args[0])
	n := 1
	if !joined && a.takesValue(name) && !(a.ownOfTest(name) && len(args) > 1 && strings.HasPrefix(args[1], "-")) {
		if len(args) < 2 {
			return 0, fmt.Errorf("go %s: flag %s needs a value", a.Command, args[0])
		}
		value, n = args[1], 2
	}
	if name == "C" {
		a.Dir = value
		return n, nil
	}
	if a.read(name, value, joined) {
		return n, nil
	}
	a.Flags = append(a.Flags, args[:n]...)
	if slices.Contains(loading, name) {
		a.load = append(a.load, args[:n]...)
	}
	return n, nil
}

func cutFlag(arg string) (name, value string, joined bool) {
	return strings.Cut(strings.TrimPrefix(strings.TrimPrefix(arg, "-"), "-"), "=")
}

// read takes note of a flag, and tells whether it has to be given to the go command in another form, or not at all.
func (a *Args) read(name, value string, joined bool) (taken bool) {
	on := !joined || value != "false" && value != "0"
	switch name {
	case "mod":
		a.mod = value
	case "modfile":
		a.modfile = value
	case "overlay":
		a.overlay = value
	case "exec":
		a.exec = value
	case "toolexec":
		a.toolexec = value
	case "cover":
		a.cover = a.cover || on
		return false
	case "coverprofile", "covermode", "coverpkg":
		a.cover = true
		return false
	case "c":
		a.compile = on && a.Command == "test"
		return false
	default:
		return false
	}
	return true
}

// defaults takes note of the flags in GOFLAGS that the command line does not set. The go command reads them itself.
func (a *Args) defaults(goflags string) {
	given := *a
	for _, arg := range splitQuoted(goflags) {
		name, value, joined := cutFlag(arg)
		a.read(name, value, joined)
	}
	for _, f := range []struct{ at, given *string }{{&a.mod, &given.mod}, {&a.modfile, &given.modfile}, {&a.overlay, &given.overlay},
		{&a.exec, &given.exec}, {&a.toolexec, &given.toolexec}} {
		if *f.given != "" {
			*f.at = *f.given
		}
	}
}

// listFlags are those that make go list look at the same files.
func (a *Args) listFlags() []string {
	list := slices.Clone(a.load)
	for _, f := range []struct{ name, value string }{{"mod", a.mod}, {"modfile", a.modfile}, {"overlay", a.overlay}} {
		if f.value != "" {
			list = append(list, "-"+f.name+"="+f.value)
		}
	}
	return list
}

// own are the flags that were taken note of, as the user gave them.
func (a *Args) own() []string {
	list := a.listFlags()[len(a.load):]
	for _, f := range []struct{ name, value string }{{"exec", a.exec}, {"toolexec", a.toolexec}} {
		if f.value != "" {
			list = append(list, "-"+f.name+"="+f.value)
		}
	}
	return list
}

func (a *Args) takesValue(name string) bool {
	if a.Command == "vet" {
		return slices.Contains(vetValued, name)
	}
	return !slices.Contains(boolean, strings.TrimPrefix(name, "test."))
}

// valued are flags of the go command whose value may begin with a dash.
var valued = strings.Fields("C asmflags exec gccgoflags gcflags ldflags mod modfile overlay run skip bench tags toolexec")

// ownOfTest tells whether a flag is none of the go command's, but of the test binary: whether it takes a value is not known.
func (a *Args) ownOfTest(name string) bool {
	return a.Command == "test" && !slices.Contains(valued, name)
}

// Runs tells whether the command runs programs that capture.
func (a *Args) Runs() bool {
	return a.Command == "run" || a.Command == "test" && !a.compile
}

// splitQuoted splits a list as the go command does: at spaces, but not within quotes that a field begins with.
func splitQuoted(list string) []string {
	var fields []string
	for list = strings.TrimSpace(list); list != ""; list = strings.TrimSpace(list) {
		end := strings.IndexAny(list, " \t\r\n")
		if list[0] == '\'' || list[0] == '"' {
			if i := strings.IndexByte(list[1:], list[0]); i >= 0 {
				fields, list = append(fields, list[1:1+i]), list[i+2:]
				continue
			}
		}
		if end < 0 {
			end = len(list)
		}
		fields, list = append(fields, list[:end]), list[end:]
	}
	return fields
}

// quote writes a field for splitQuoted.
func quote(field string) string {
	switch {
	case !strings.ContainsAny(field, " \t\r\n'\""):
		return field
	case !strings.Contains(field, "'"):
		return "'" + field + "'"
	}
	return `"` + field + `"`
}

// in makes a path of a flag absolute.
func in(dir, path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(dir, path)
}
