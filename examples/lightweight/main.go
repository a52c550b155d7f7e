//go:build !flowcept

// Lightweight records many short calls at the least cost: no clock is read, so that there are no times.
package main

import "fmt"

//go:generate go tool flowcept-gen .

//flowcept:workflow name=lightweight
func main() {
	total := 0
	for i := range 3 {
		total += step(i)
	}
	fmt.Println(total)
}

//flowcept:task lightweight output=y
func step(x int) int { return x + 1 }
