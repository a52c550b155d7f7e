package overlay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/google/uuid"

	"github.com/flowcept/flowcept-go/rewrite"
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A Command is a go command on instrumented code.
type Command struct {
	Args           *Args
	Options        rewrite.Options // but for the directory, the environment and the packages
	Dir            string          // the working directory, absolute
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Run instruments the packages and runs the go command. report hears of what was found; when it returns an error nothing
// is run. The status is the go command's.
func (c *Command) Run(ctx context.Context, report func(*rewrite.Result) error) (status int, err error) {
	dir := in(c.Dir, c.Args.Dir)
	if dir == "" {
		dir = c.Dir
	}
	m, err := findModule(ctx, dir, c.Args)
	if err != nil {
		return 0, err
	}
	opts := c.Options
	opts.Dir, opts.Patterns, opts.Flags = dir, c.Args.Packages, c.Args.listFlags()
	opts.NoTests = c.Args.Command != "test" && c.Args.Command != "vet"
	if opts.Replaced, err = readOverlay(dir, c.Args.overlay); err != nil {
		return 0, err
	}
	plan, err := rewrite.PlanOverlay(ctx, opts)
	if err != nil {
		return 0, err
	}
	if err := report(&plan.Result); err != nil {
		return 0, err
	}
	if len(plan.Files) == 0 {
		if len(plan.Left) > 0 {
			fmt.Fprintf(c.Stderr, "flowcept-gen: nothing is captured of %[1]s; -with %[1]s instruments it\n", strings.Join(plan.Left, ","))
		}
		return c.wait(exec.Command("go", c.line(c.Args.own())...), dir)
	}
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	tmp, err := os.MkdirTemp("", "flowcept-gen-")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	cmd, err := c.instrumented(m, plan, opts.Replaced, tmp)
	if err != nil {
		return 0, err
	}
	status, err = c.wait(cmd, dir)
	c.tell(filepath.Join(tmp, problemsFile))
	return status, err
}

// problemsFile is where programs' parents write what is to be said at the end.
const problemsFile = "problems"

// line is a go command's arguments. Without a package go test does something else than with the one in the directory.
func (c *Command) line(flags []string) []string {
	a := c.Args
	var packages []string
	if a.named {
		packages = a.Packages
	}
	return slices.Concat([]string{a.Command}, flags, a.Flags, packages, a.Rest)
}

// instrumented is the go command with what leads it to the instrumented files.
func (c *Command) instrumented(m *module, plan *rewrite.Overlay, replaced map[string]string, tmp string) (*exec.Cmd, error) {
	l, err := m.link(tmp, c.Args.mod, plan.Modules)
	if err != nil {
		return nil, err
	}
	list, err := l.writeOverlay(plan, replaced)
	if err != nil {
		return nil, err
	}
	flags, env := append(l.flags, "-overlay="+list), append(os.Environ(), l.env...)
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	tools := c.Args.toolexec
	if c.Args.cover {
		job, err := l.writeCoverJob(plan)
		if err != nil {
			return nil, err
		}
		env = append(env, toolEnv+"="+job)
		tools = strings.TrimSpace(quote(self) + " " + ToolCommand + " " + tools)
	}
	if tools != "" {
		flags = append(flags, "-toolexec="+tools)
	}
	program := c.Args.exec
	if c.Args.Runs() && !c.off() {
		if program == "" {
			program = crossExec()
		}
		job, err := json.Marshal(programJob{c.Dir, filepath.Join(tmp, problemsFile), len(splitQuoted(program))})
		if err != nil {
			return nil, err
		}
		env = append(env, programEnv+"="+string(job))
		if os.Getenv(capture.CampaignEnv) == "" {
			env = append(env, capture.CampaignEnv+"="+uuid.NewString())
		}
		program = strings.TrimSpace(quote(self) + " " + ProgramCommand + " " + program)
	} else if c.Args.Runs() {
		env = append(env, "FLOWCEPT=off")
	}
	if program != "" {
		flags = append(flags, "-exec="+program)
	}
	cmd := exec.Command("go", c.line(flags)...)
	cmd.Env = env
	return cmd, nil
}

// off tells whether the settings switch capture off, or are wrong: that is said once, and nothing is captured.
func (c *Command) off() bool {
	s, err := settings.Load("", nil)
	if err != nil {
		fmt.Fprintf(c.Stderr, "flowcept-gen: %v; nothing is captured\n", err)
		return true
	}
	return s.Off || !s.Instrumentation.Enabled
}

// crossExec is the program by which the go command would run one for another system.
func crossExec() string {
	goos, goarch := os.Getenv("GOOS"), os.Getenv("GOARCH")
	if (goos == "" || goos == runtime.GOOS) && (goarch == "" || goarch == runtime.GOARCH) {
		return ""
	}
	if goos == "" {
		goos = runtime.GOOS
	}
	if goarch == "" {
		goarch = runtime.GOARCH
	}
	path, err := exec.LookPath("go_" + goos + "_" + goarch + "_exec")
	if err != nil {
		return ""
	}
	return quote(path)
}

// overlayFile is the format of -overlay.
type overlayFile struct{ Replace map[string]string }

// readOverlay reads the user's own overlay; its paths become absolute.
func readOverlay(dir, file string) (map[string]string, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(in(dir, file))
	if err != nil {
		return nil, err
	}
	var o overlayFile
	if err := json.Unmarshal(text, &o); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	replaced := map[string]string{}
	for from, to := range o.Replace {
		replaced[in(dir, from)] = in(dir, to)
	}
	return replaced, nil
}

// writeOverlay writes the files that are read in the place of others, and the list of them.
func (l *link) writeOverlay(plan *rewrite.Overlay, replaced map[string]string) (list string, err error) {
	o := overlayFile{map[string]string{}}
	for from, to := range replaced {
		o.Replace[from] = to
	}
	for _, f := range plan.Files {
		l.files[l.place(f.Path)] = named(f.Path, f.Text())
	}
	for path, text := range l.files {
		to := filepath.Join(l.tmp, strconv.Itoa(len(o.Replace))+"-"+filepath.Base(path))
		if err := os.WriteFile(to, text, 0o666); err != nil {
			return "", err
		}
		o.Replace[path] = to
	}
	text, err := json.Marshal(o)
	if err != nil {
		return "", err
	}
	list = filepath.Join(l.tmp, "overlay.json")
	return list, os.WriteFile(list, text, 0o666)
}

// named is a file's text with what says the file's name: vet knows nothing of overlays.
func named(path string, text []byte) []byte {
	const mark = "\ufeff" // stands first or nowhere
	rest := bytes.TrimPrefix(text, []byte(mark))
	return slices.Concat(text[:len(text)-len(rest)], []byte("//line "+path+":1:1\n"), rest)
}

// wait runs the go command to its end.
func (c *Command) wait(cmd *exec.Cmd, dir string) (int, error) {
	cmd.Dir = dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	state, err := supervise(cmd)
	if err != nil {
		return 0, err
	}
	if code := state.ExitCode(); code >= 0 {
		return code, nil
	}
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return 128 + int(status.Signal()), nil // as a shell has it
	}
	return 1, nil
}

// tell says what programs' parents had to say, each thing once.
func (c *Command) tell(file string) {
	text, err := os.ReadFile(file)
	if err != nil {
		return // nothing
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if !seen[line] {
			fmt.Fprintf(c.Stderr, "flowcept-gen: %s", line)
		}
		seen[line] = true
	}
}
