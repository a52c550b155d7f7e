package doctest

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A shellCheck says of commands that are not run whether what they name is there: files, directories, targets of make,
// subcommands and flags of this repository's programs.
type shellCheck struct {
	t    *testing.T
	page string
	dir  string // of the repository, in which the commands stand now
}

// others are programs that pages may call and that are not of this repository.
var others = []string{"base64", "cat", "curl", "diff", "jq", "kill", "msgpack2json", "sort", "uniq"}

func (c *shellCheck) block(text string) {
	text = strings.ReplaceAll(text, "\\\n", " ")
	for line := range strings.Lines(text) {
		for _, words := range commands(line) {
			c.command(words)
		}
	}
}

// commands are those of a line, each as its words, without comments, redirections and assignments before them.
func commands(line string) (all [][]string) {
	var words []string
	flush := func() {
		for len(words) > 0 && assignment.MatchString(words[0]) {
			words = words[1:]
		}
		if len(words) > 0 {
			all = append(all, words)
		}
		words = nil
	}
	for _, word := range word.FindAllString(line, -1) {
		switch {
		case strings.HasPrefix(word, "#"):
			flush()
			return all
		case word == "&&" || word == "||" || word == "|" || word == ";" || word == "&":
			flush()
		default:
			words = append(words, strings.Trim(word, `'"`))
		}
	}
	flush()
	return all
}

var (
	word       = regexp.MustCompile(`&&|\|\||[|;&]|#.*|(?:'[^']*'|"[^"]*"|\$\([^)]*\)|[^\s'";&|])+`)
	assignment = regexp.MustCompile(`^[A-Z_][A-Z0-9_]*=`)
)

func (c *shellCheck) command(words []string) {
	c.t.Helper()
	name, args := words[0], words[1:]
	switch {
	case name == "go":
		c.golang(args)
	case name == "make":
		c.targets(args)
	case name == "cd":
		if strings.HasPrefix(args[0], c.dir+"/") { // from the top
			c.dir = args[0]
		} else {
			c.dir = path.Join(c.dir, args[0])
		}
		c.exists(c.dir)
	case name == "export":
		for _, arg := range args {
			if !assignment.MatchString(arg) {
				c.t.Errorf("export %s: no assignment", arg)
			}
		}
	case strings.HasPrefix(name, "flowcept"):
		c.ours(name, args)
	case name == "./"+path.Base(c.dir): // built by a line before
	case strings.Contains(name, "/"):
		c.script(name, args)
	case !slices.Contains(others, name):
		c.t.Errorf("%s: nobody knows the command %q", c.page, strings.Join(words, " "))
	}
}

func (c *shellCheck) exists(path string) {
	c.t.Helper()
	if _, err := os.Stat(filepath.Join(root(c.t), filepath.FromSlash(path))); err != nil {
		c.t.Errorf("%s: there is no %s", c.page, path)
	}
}

// script is one of the repository's, which may run what stands behind --.
func (c *shellCheck) script(name string, args []string) {
	c.t.Helper()
	file := path.Join(c.dir, name)
	if !strings.HasPrefix(name, ".") { // pages of a directory name scripts from the top
		file = name
	}
	c.exists(file)
	if at := slices.Index(args, "--"); at >= 0 && at+1 < len(args) {
		c.dir = "."
		c.command(args[at+1:])
	}
}

var target = regexp.MustCompile(`(?m)^([a-z-]+):`)

func (c *shellCheck) targets(args []string) {
	c.t.Helper()
	text, err := os.ReadFile(filepath.Join(root(c.t), "Makefile"))
	fail(c.t, err)
	for _, arg := range args {
		if !assignment.MatchString(arg) && !slices.ContainsFunc(target.FindAllSubmatch(text, -1), func(m [][]byte) bool { return string(m[1]) == arg }) {
			c.t.Errorf("%s: the Makefile has no target %s", c.page, arg)
		}
	}
}

// golang checks the packages of this repository that the go command is given, and the tools that it runs.
func (c *shellCheck) golang(args []string) {
	c.t.Helper()
	if len(args) > 1 && args[0] == "tool" {
		c.ours(args[1], args[2:])
		return
	}
	known := []string{"build", "doc", "generate", "install", "run", "test", "vet"}
	if len(args) == 0 || !slices.Contains(known, args[0]) {
		c.t.Errorf("%s: nobody knows go %s", c.page, strings.Join(args, " "))
		return
	}
	for i, arg := range args {
		arg, _, _ = strings.Cut(arg, "@")
		dir, within := strings.CutPrefix(arg, "github.com/flowcept/flowcept-go/")
		if !within && !strings.HasPrefix(arg, ".") {
			continue
		}
		if !within {
			dir = path.Join(c.dir, arg)
		}
		c.exists(strings.TrimSuffix(dir, "/..."))
		if args[0] == "run" && strings.HasPrefix(path.Base(dir), "flowcept") {
			c.ours(path.Base(dir), args[i+1:])
		}
	}
}

// ours checks the flags and subcommands of a program against what it says of itself.
func (c *shellCheck) ours(name string, args []string) {
	c.t.Helper()
	if name == "flowcept-gen" {
		if at := slices.Index(args, "go"); at >= 0 {
			c.golang(args[at+1:])
			args = args[:at]
		}
	} else if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		sub := args[0]
		if help := manual(c.t, name); !regexp.MustCompile(`(?m)^\s+(flowcept-sink )?` + sub + `\b`).MatchString(help) {
			c.t.Errorf("%s: %s has no command %s:\n%s", c.page, name, sub, help)
			return
		}
		name, args = name+" "+sub, args[1:]
	}
	for _, arg := range args {
		flag, _, _ := strings.Cut(arg, "=")
		if len(flag) > 1 && flag[0] == '-' && !regexp.MustCompile(`(?m)(^|[\s\[|])`+flag+`\b`).MatchString(manual(c.t, name)) {
			c.t.Errorf("%s: %s has no flag %s", c.page, name, flag)
		}
	}
}

var programs struct {
	sync.Mutex
	manuals map[string]string
}

// manual is what a program of this repository prints for -help; name may have a subcommand behind it.
func manual(t *testing.T, name string) string {
	t.Helper()
	programs.Lock()
	defer programs.Unlock()
	if text, ok := programs.manuals[name]; ok {
		return text
	}
	words := strings.Fields(name)
	cmd := exec.Command("go", append([]string{"run", "../../cmd/" + words[0]}, append(words[1:], "-help")...)...)
	out, err := cmd.CombinedOutput()
	if err != nil || len(out) == 0 {
		t.Errorf("%v: %v\n%s", cmd.Args, err, out)
	}
	if programs.manuals == nil {
		programs.manuals = map[string]string{}
	}
	programs.manuals[name] = string(out)
	return string(out)
}
