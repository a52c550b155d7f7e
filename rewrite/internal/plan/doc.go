// Package plan decides what is captured where: it resolves an annotation's names
// against the types of the function below it, and reports what does not fit.
//
// A plan holds no code; package gen writes that.
//
// Files, each with what it decides:
//
//	plan.go                          what is asked for first: the planner of a file, names in scope
//	func.go, task.go, workflow.go    a function; as a task, as a workflow
//	used.go, inline.go, results.go   what goes into used and generated
//	adjust.go, handler.go            what omit, rename and a handler make of that
//	loop.go, ways.go, flow.go        loops, the ways out of an iteration, where control ends
//	model.go, tool.go                forward methods, tools of agents
//	all.go                           functions without a directive, for -all
//	runtimename.go                   a function as the run time calls it
package plan
