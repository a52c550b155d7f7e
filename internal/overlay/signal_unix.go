//go:build unix

package overlay

import (
	"fmt"
	"os"
	"syscall"
)

// passedOn are the signals that a program gets which were sent to the process that runs it.
var passedOn = []os.Signal{syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2}

// followSignal ends this process by the signal that has ended another. Of some of them Go's runtime makes something else:
// a shell takes its place first.
func followSignal(status syscall.WaitStatus) int {
	if !status.Signaled() {
		return 1
	}
	n := int(status.Signal())
	_ = syscall.Exec("/bin/sh", []string{"sh", "-c", fmt.Sprintf("ulimit -c 0; kill -%d $$", n)}, os.Environ())
	return 128 + n // there is no shell
}
