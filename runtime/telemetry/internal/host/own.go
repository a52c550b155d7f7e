package host

// Reading is what the process itself uses at one moment. A group without keys,
// and a number below zero, could not be read.
type Reading struct {
	CPU      int    // the processor that the caller runs on, from 0
	Memory   Counts // bytes; resident memory first
	Times    Times  // seconds of CPU since the process began
	IO       Counts
	Threads  int
	Switches Counts // of all threads together
	Failed   int    // reads that failed, though they worked when the Own was opened
}

// Counts are named numbers, and Times named seconds, in memory of their own, so
// that a reading stays on its reader's stack.
type Counts struct {
	Keys   []string
	Values [8]uint64
}

type Times struct {
	Keys   []string
	Values [4]float64
}

func (r *Reading) clear() {
	r.CPU, r.Threads, r.Failed = -1, -1, 0
	r.Memory.Keys, r.Times.Keys, r.IO.Keys, r.Switches.Keys = nil, nil, nil, nil
}

// Sampled is what of the process is too dear to read at each call. A number
// below zero could not be read.
type Sampled struct {
	IOWait      float64 // seconds, -1 where not known
	Threads     int     // only where Own does not know them
	Descriptors int     // open file descriptors
	Connections int     // internet sockets
	Files       int     // open regular files
}
