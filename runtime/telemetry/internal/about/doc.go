// Package about describes what does not change about the machine: its processors,
// its network addresses, its operating system and who runs the program, under the
// names that Python's py-cpuinfo, psutil, platform and getpass have for them.
//
// It asks gopsutil, and Linux's /sys for the caches. It takes milliseconds.
//
// Files: cpu.go and caches_*.go processors; network.go addresses; platform_*.go the system; login.go who runs the program.
package about
