// The functions that the Python captures under testdata/wire were made with, in Go. The argument names the capture.
package main

import (
	"fmt"
	"os"
)

//go:generate go tool flowcept-gen .

func main() {
	switch os.Args[1] {
	case "ex_task":
		task()
	case "ex_tuple":
		tuple()
	case "ex_error":
		failing()
	case "ex_dict":
		dict()
	case "ex_task_noname":
		noname()
	case "ex_args":
		args()
	case "ex_nested":
		nested()
	case "ex_kwargs":
		kwargs()
	case "ex_manual":
		manual()
	case "ex_workflow_error":
		_ = workflowError()
	case "ex_lightweight":
		light()
	case "ex_nonserializable":
		nonser()
	case "ex_telemetry":
		telemetry()
	case "ex_torch":
		torch()
	}
}

//flowcept:workflow name=my_workflow
func task() { addOne(7) }

//flowcept:task name=add_one output=z
func addOne(x int) int { return x + 1 }

//flowcept:workflow name=tuple
func tuple() {
	compute(5)
	one(1)
	strWithTuple(4)
	twoCharStrWithPair(1)
}

//flowcept:task output=y,z tags=math,demo meta.owner=devX
func compute(x int) (int, int) { return x * 2, x * 3 }

//flowcept:task output=only
func one(x int) [2]int { return [2]int{x, x} }

//flowcept:task name=str_with_tuple output=s
func strWithTuple(x int) (int, int) { return x, x }

//flowcept:task name=two_char_str_with_pair output=a,b
func twoCharStrWithPair(x int) (int, int) { return x, x * 10 }

//flowcept:workflow name=error
func failing() { _ = bad(3) }

//flowcept:task
func bad(x int) error { return fmt.Errorf("bad value %d", x) }

//flowcept:workflow name=dict
func dict() {
	d(1)
	d2(2)
}

//flowcept:task
func d(x int) map[string]any {
	return map[string]any{"a": x, "b": map[string]any{"c": []any{1, 2.5, nil, true, "s"}}}
}

//flowcept:task output=*
func d2(k int) struct {
	K int `json:"k"`
} {
	return struct {
		K int `json:"k"`
	}{k}
}

//flowcept:workflow name=noname
func noname() {
	multTwo(21, 2)
	multTwo(5, 3)
	nothing()
	lst(1)
}

//flowcept:task name=mult_two
func multTwo(x, k int) int { return k * x }

//flowcept:task
func nothing() {}

//flowcept:task
func lst(x int) []int { return []int{x, x + 1} }
