// Package host reads what the machine and this process have used, in the units
// and under the names that Python's psutil gives them.
//
// On Linux it reads /proc and /sys by itself, from files that stay open: the
// same numbers through gopsutil cost three to ten times the time and hundreds
// of allocations a sample. Elsewhere it asks gopsutil.
//
// A [Machine] belongs to one goroutine. An [Own] may be read by any number of
// goroutines at once, and reading it allocates nothing on Linux.
//
// # Non-obvious
//
//   - A reading that fails part way leaves what it could read in place and says
//     in its error what is missing; nothing here panics on a strange /proc.
//   - Own's files are closed by the garbage collector, when the Own is no longer
//     referred to, and not before: a reader on another goroutine can then never
//     meet its descriptor's number in use for another file.
//   - The files that this package holds open are left out of the process's own
//     count of descriptors and open files.
//
// # Files
//
//	machine_*.go                                                             the Machine, on Linux and elsewhere
//	cpu.go, cpu_linux.go, memory_linux.go, disk_linux.go, network_linux.go   a reading each
//	own.go, own_*.go, process_linux.go, rusage_*.go                          what the process uses
//	procfile_linux.go, field.go                                              files that stay open; named numbers
package host
