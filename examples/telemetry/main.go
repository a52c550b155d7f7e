//go:build !flowcept

// Telemetry records what the machine and the process were doing when a task began and ended.
package main

import "fmt"

//go:generate go tool flowcept-gen .

//flowcept:workflow name=telemetry
func main() {
	fmt.Println(measured(1000), unmeasured(1000))
}

// The settings' section telemetry_capture says which blocks; without it they are cpu, process and memory.
//
//flowcept:task telemetry output=sum
func measured(n int) int { return sum(n) }

//flowcept:task telemetry=off output=sum
func unmeasured(n int) int { return sum(n) }

func sum(n int) (total int) {
	for i := range n {
		total += i
	}
	return total
}
