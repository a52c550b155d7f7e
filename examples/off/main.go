//go:build !flowcept

// Off shows the ways of not capturing: building without the tag, an environment variable, the settings, and, for one loop, a
// condition.
package main

import (
	"fmt"
	"os"
)

//go:generate go tool flowcept-gen .

//flowcept:workflow name=off
func main() {
	fmt.Println(collatz(6, os.Getenv("VERBOSE") != ""))
}

//flowcept:task output=steps omit=verbose
func collatz(n int, verbose bool) (steps int) {
	//flowcept:loop name=collatz output=n capture=verbose
	for n != 1 {
		if n%2 == 0 {
			n /= 2
		} else {
			n = 3*n + 1
		}
		steps++
	}
	return steps
}
