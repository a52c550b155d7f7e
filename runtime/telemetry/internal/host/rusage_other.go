//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package host

import (
	"os"

	"github.com/shirou/gopsutil/v4/process"
)

var timesKeys = []string{"user", "system"}

// rusage sets the times. The context switches are not told here.
func (r *Reading) rusage() {
	p := process.Process{Pid: int32(os.Getpid())}
	t, err := p.Times()
	if err != nil {
		r.Failed++
		return
	}
	r.Times.Keys = timesKeys
	r.Times.Values[0], r.Times.Values[1] = t.User, t.System
}
