//go:build !flowcept

// Quickstart records one call: what it used, what it generated, when, and how it ended.
package main

import "fmt"

//go:generate go tool flowcept-gen .

//flowcept:workflow name=calc
func main() {
	y, z := compute(5)
	fmt.Println(y, z)
}

//flowcept:task output=y,z
func compute(x int) (int, int) {
	return 2 * x, 3 * x
}
