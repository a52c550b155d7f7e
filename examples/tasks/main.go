//go:build !flowcept

// Tasks shows what a directive records of results, of attributes and of failures.
package main

import (
	"errors"
	"fmt"
)

//go:generate go tool flowcept-gen .

//flowcept:workflow name=tasks
func main() {
	fmt.Println(double(1))
	fmt.Println(divide(7, 2))
	fmt.Println(bounds([]int{3, 1, 2}))
	fmt.Println(stats(4))
	fmt.Println(evaluate(2))
	fmt.Println(square(3))
	fmt.Println(check(-1))
	fmt.Println(recovered())
}

// A result without a name is arg_0.
//
//flowcept:task
func double(x int) int { return 2 * x }

// Named results are recorded by their names.
//
//flowcept:task
func divide(a, b int) (quotient, rest int) { return a / b, a % b }

// One name for two results makes them a list.
//
//flowcept:task output=bounds
func bounds(xs []int) (int, int) {
	low, high := xs[0], xs[0]
	for _, x := range xs {
		low, high = min(low, x), max(high, x)
	}
	return low, high
}

// A map becomes what was generated, key by key.
//
//flowcept:task
func stats(n int) map[string]float64 { return map[string]float64{"mean": float64(n) / 2} }

// A Score's fields do with output=*.
type Score struct {
	Loss     float64 `json:"loss"`
	Accuracy float64 `json:"accuracy"`
}

//flowcept:task output=*
func evaluate(n int) Score { return Score{1 / float64(n), 0.9} }

// What is known when the code is written stands in the directive.
//
//flowcept:task name=square_it output=y tags=math,demo subtype=arithmetic meta.owner=devX meta.version=2
func square(x int) int { return x * x }

// An error goes to the caller, and makes the task ERROR.
//
//flowcept:task
func check(x int) error {
	if x < 0 {
		return errors.New("negative")
	}
	return nil
}

func recovered() (message string) {
	defer func() { message = fmt.Sprint("recovered: ", recover()) }()
	crash(1)
	return ""
}

// So does a panic, which goes on.
//
//flowcept:task
func crash(x int) { panic(fmt.Sprint("no way on from ", x)) }
