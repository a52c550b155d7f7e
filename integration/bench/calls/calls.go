//go:build !flowcept

// Package calls has the functions that are measured: annotated, and as they are without annotation.
package calls

//go:generate go tool flowcept-gen .

// Task is captured with its times.
//
//flowcept:task output=y
//go:noinline
func Task(x int, name string, lr float64) int { return x*2 + len(name) + int(lr) }

// Lightweight is captured without.
//
//flowcept:task output=y lightweight
//go:noinline
func Lightweight(x int, name string, lr float64) int { return x*2 + len(name) + int(lr) }
