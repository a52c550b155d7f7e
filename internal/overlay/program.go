package overlay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// The words that stand first in the arguments of this program when it is not the user who has started it.
const (
	ProgramCommand = "run-captured-program" // the go command, by -exec, to run a program
	ToolCommand    = "run-go-tool"          // the go command, by -toolexec, to run a tool
)

// programEnv is a programJob, in the environment of the go command.
const programEnv = "FLOWCEPT_GEN_PROGRAM"

// A programJob is what whoever runs a program needs to know.
type programJob struct {
	Dir      string // where the settings' paths are relative to, and the file of records belongs
	Problems string // a file for what is to be said when the go command has ended
	Before   int    // how many words of the user's own -exec stand before the program
}

// publishTimeout bounds the wait for a transport that takes nothing after a program has ended. What it has not taken then
// stays in the spool for the next run.
const publishTimeout = 10 * time.Second

// whileMoving is a context that ends when a count has stayed the same for so long.
func whileMoving(still time.Duration, count func() uint64) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer cancel()
		poll := time.NewTicker(still / 20)
		defer poll.Stop()
		last, since := count(), time.Now()
		for time.Since(since) < still {
			select {
			case <-poll.C:
			case <-ctx.Done():
				return
			}
			if n := count(); n != last {
				last, since = n, time.Now()
			}
		}
	}()
	return ctx, cancel
}

// RunProgram runs a program with a workflow around it, publishes what it captures, and returns its exit status.
func RunProgram(args []string) int {
	var job programJob
	if err := json.Unmarshal([]byte(os.Getenv(programEnv)), &job); err != nil || len(args) == 0 {
		fmt.Fprintf(os.Stderr, "flowcept-gen: %s is for the go command\n", ProgramCommand)
		return 2
	}
	os.Unsetenv(programEnv)
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, _ = os.Getwd()
	name := filepath.Base(args[min(job.Before, len(args)-1)])
	if cmd.Err == nil && !filepath.IsAbs(cmd.Path) {
		cmd.Path = in(cmd.Dir, cmd.Path)
	}
	problem := func(err error) {
		if err != nil {
			note(job.Problems, err)
		}
	}
	if err := os.Chdir(job.Dir); err != nil {
		problem(err)
	}
	p, err := flowcept.BeginProgram(context.Background(), strings.TrimSuffix(name, ".exe"))
	problem(err)
	cmd.Env = append(os.Environ(), p.Env()...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	state, err := supervise(cmd)
	ctx, cancel := whileMoving(publishTimeout, func() uint64 {
		s := flowcept.Stats()
		return s.Acknowledged + s.Recovered // its own records, and the program's
	})
	defer cancel()
	problem(p.End(ctx, err != nil || !state.Success()))
	if p != nil {
		problem(publishLeft(ctx, cmd.Dir))
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\n", err)
		return 1
	}
	return exitAs(state)
}

// publishLeft publishes what a program with workflows of its own has left in its spool, because os.Exit or log.Fatal ended it
// before it could publish that itself.
func publishLeft(ctx context.Context, dir string) error {
	if err := os.Chdir(dir); err != nil {
		return err
	}
	s, err := settings.Load("", nil)
	if err != nil || s.Off {
		return err
	}
	return flowcept.Recover(ctx, s, flowcept.RecoverOptions{Patience: time.Second})
}

// supervise runs a command to its end. An interrupt goes to the whole group of processes by itself; other signals are
// passed on.
func supervise(cmd *exec.Cmd) (*os.ProcessState, error) {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, append(passedOn, os.Interrupt)...)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case s := <-signals:
				if s != os.Interrupt {
					_ = cmd.Process.Signal(s) // it may have ended
				}
			case <-ended:
				return
			}
		}
	}()
	err := cmd.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		err = nil
	}
	return cmd.ProcessState, err
}

// note keeps something to be said at the end.
func note(file string, problem error) {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		fmt.Fprintf(os.Stderr, "flowcept-gen: %v\n", problem)
		return
	}
	fmt.Fprintf(f, "%s\n", strings.ReplaceAll(problem.Error(), "\n", "; "))
	f.Close()
}

// exitAs is the exit status for a state. A process that was ended by a signal is followed.
func exitAs(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && state.ExitCode() < 0 {
		return followSignal(status)
	}
	return state.ExitCode()
}
