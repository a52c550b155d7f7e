package overlay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"

	"github.com/flowcept/flowcept-go/rewrite"
)

// A Command is a go command on instrumented code.
type Command struct {
	Args           *Args
	Options        rewrite.Options // but for the directory, the environment and the packages
	Dir            string          // the working directory, absolute
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// publishTimeout bounds the wait for the transport after the command has ended.
const publishTimeout = 30 * time.Second

// Run instruments the packages and runs the go command. report hears of what was found; when it returns an error nothing
// is run. The status is the go command's.
func (c *Command) Run(ctx context.Context, report func(*rewrite.Copy) error) (status int, err error) {
	dir := c.Dir
	if c.Args.Dir != "" {
		if filepath.IsAbs(c.Args.Dir) {
			dir = c.Args.Dir
		} else {
			dir = filepath.Join(dir, c.Args.Dir)
		}
	}
	m, err := findModule(ctx, dir, c.Args)
	if err != nil {
		return 0, err
	}
	opts := c.Options
	opts.Dir, opts.Patterns, opts.Env = dir, c.Args.Packages, tagFlags(c.Args.Tags)
	plan, err := rewrite.PlanOverlay(ctx, opts, m.root)
	if err != nil {
		return 0, err
	}
	if err := report(plan); err != nil {
		return 0, err
	}
	tmp, err := os.MkdirTemp("", "flowcept-gen-")
	if err != nil {
		return 0, err
	}
	spool := filepath.Join(tmp, "spool")
	defer func() {
		if left, _ := filepath.Glob(filepath.Join(spool, "*", "*")); len(left) > 0 {
			err = errors.Join(err, fmt.Errorf("records that could not be delivered are kept in %s", spool))
			return
		}
		err = errors.Join(err, os.RemoveAll(tmp))
	}()

	cmd, err := c.command(m, plan, dir, tmp)
	if err != nil {
		return 0, err
	}
	if !c.Args.Runs() || m.knows || len(plan.Files()) == 0 {
		return wait(cmd)
	}
	return c.inWorkflow(ctx, cmd, c.Args.Name(m.path, m.root, dir), spool)
}

// command is the go command with what leads it to the instrumented files.
func (c *Command) command(m *module, plan *rewrite.Copy, dir, tmp string) (*exec.Cmd, error) {
	var flags, env []string
	var err error
	switch {
	case len(plan.Files()) == 0:
	case c.Args.Cover || m.vendors:
		c.Args.absolute(dir)
		dir, err = m.shadow(plan, dir)
	default:
		if flags, env, err = m.link(tmp); err == nil {
			flags, err = overlayFlag(flags, plan.Files(), tmp)
		}
	}
	if err != nil {
		return nil, err
	}
	own := c.Args.Flags
	if slices.ContainsFunc(flags, func(f string) bool { return f == "-mod=mod" }) {
		own = withoutMod(own)
	}
	cmd := exec.Command("go", slices.Concat([]string{c.Args.Command}, flags, own, c.Args.Packages, c.Args.Rest)...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = c.Stdin, c.Stdout, c.Stderr
	return cmd, nil
}

// withoutMod drops -mod, which stands for the user's own go.mod: the temporary one may need its line of flowcept-go.
func withoutMod(flags []string) []string {
	var list []string
	for i := 0; i < len(flags); i++ {
		switch flags[i] {
		case "-mod", "--mod":
			i++
			continue
		case "-mod=mod", "-mod=readonly", "--mod=mod", "--mod=readonly":
			continue
		}
		list = append(list, flags[i])
	}
	return list
}

// overlayFlag writes the instrumented files and the list of them.
func overlayFlag(flags []string, files map[string][]byte, tmp string) ([]string, error) {
	var overlay struct{ Replace map[string]string }
	overlay.Replace = map[string]string{}
	for path, text := range files {
		to := filepath.Join(tmp, strconv.Itoa(len(overlay.Replace))+"-"+filepath.Base(path))
		if err := os.WriteFile(to, text, 0o666); err != nil {
			return nil, err
		}
		overlay.Replace[path] = to
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return nil, err
	}
	list := filepath.Join(tmp, "overlay.json")
	return append(flags, "-overlay="+list), os.WriteFile(list, text, 0o666)
}

// inWorkflow runs the command with a workflow around it and publishes what it leaves in its spool.
func (c *Command) inWorkflow(ctx context.Context, cmd *exec.Cmd, name, spool string) (int, error) {
	w, err := flowcept.Start(ctx, flowcept.WorkflowName(name))
	if err != nil {
		fmt.Fprintf(c.Stderr, "%v; nothing is captured\n", err)
		cmd.Env = append(cmd.Env, "FLOWCEPT=off")
		return wait(cmd)
	}
	cmd.Env = append(cmd.Env, "FLOWCEPT_SPOOL="+spool, "FLOWCEPT_WORKFLOW_ID="+w.ID(), "FLOWCEPT_CAMPAIGN_ID="+w.CampaignID())
	status, err := wait(cmd)
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), publishTimeout)
	defer cancel()
	return status, errors.Join(err, w.EndProgram(ending, spool, status != 0 || err != nil))
}

// wait runs the command to its end. An interrupt is the command's: it goes to the whole group of processes.
func wait(cmd *exec.Cmd) (int, error) {
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		if code := exit.ExitCode(); code > 0 {
			return code, nil
		}
		return 1, nil // killed by a signal
	}
	return 0, err
}
