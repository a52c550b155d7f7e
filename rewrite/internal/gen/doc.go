// Package gen writes the Go code of one instrumented file: the imports it adds,
// the encoders of values, the site and the deferred function of each annotated
// function, and the edits that tie them into the user's code.
//
// Generated code is what a careful engineer would write by hand, in the Go of
// 2019: it is compiled at the user's language version, and read in code review.
//
//	file.go      the state of one file
//	imports.go   import names, and the edits that add imports
//	spell.go     types as source text
//	task.go      a task's prologue and deferred function
//	site.go      its site
//	workflow.go  the same for a workflow
//	loop.go      what a loop gets: its beginning, its iterations, the ways out
//	recover.go   what a function that recovers tells its loops
//	results.go   names for results, and the type parameters they need
//	generated.go the statements that record results
//	entries.go   the same for entries whose names are known at run time only
//	handler.go   what a handler gets instead
//	model.go     what is particular of a model's forward method
//	tool.go      what is particular of an agent's tool
//	params.go    the context and the request among the parameters
//	shallow.go   scalars of the shallow form
//	mark.go      taking back what was generated of a function that cannot be instrumented
//	place.go     where in a body a prologue goes
//	value.go     one statement that records one value
//	encoder.go   the functions that composite values are recorded by
//	container.go their bodies for lists, maps and pointers
//	structure.go their bodies for structs
//
// Non-obvious:
//   - No expression may take the address of a parameter or result in a way that
//     lets it escape: the variable would be allocated on the heap in every call,
//     captured or not. So what needs an address that escapes gets a copy, in an
//     encoder.
//   - Predeclared names (len, string, nil) may be hidden by the package, or by a
//     parameter. In the prologue an encoder steps in, whose only names are its
//     own; where the package itself hides a name, the value is recorded by the
//     runtime instead.
package gen
