//go:build !unix

package overlay

import (
	"os"
	"syscall"
)

var passedOn []os.Signal

func followSignal(syscall.WaitStatus) int { return 1 }
