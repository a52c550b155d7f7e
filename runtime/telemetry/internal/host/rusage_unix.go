//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package host

import "syscall"

var (
	timesKeys  = []string{"user", "system", "children_user", "children_system"}
	switchKeys = []string{"voluntary", "involuntary"}
)

// rusage sets the times and the context switches. psutil takes the switches of the
// main thread alone; a Go program's work is on the others, so these are of all.
func (r *Reading) rusage() {
	const self, children = 0, -1 // RUSAGE_SELF, RUSAGE_CHILDREN; syscall lacks them on some systems
	var own, waited syscall.Rusage
	if syscall.Getrusage(self, &own) != nil || syscall.Getrusage(children, &waited) != nil {
		r.Failed++
		return
	}
	r.Times.Keys = timesKeys
	r.Times.Values = [...]float64{seconds(own.Utime), seconds(own.Stime), seconds(waited.Utime), seconds(waited.Stime)}
	r.Switches.Keys = switchKeys
	r.Switches.Values[0], r.Switches.Values[1] = uint64(own.Nvcsw), uint64(own.Nivcsw)
}

func seconds(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
