// Flowcept-gen writes instrumented siblings of Go files that carry flowcept
// directives, so that a program built with the tag flowcept records the
// provenance of its calls, and one built without is what it always was.
//
// Usage:
//
//	flowcept-gen [flags] [packages]
//	flowcept-gen [flags] go build|test|run|vet|install …
//
// The second form runs the go command on instrumented code and changes no file: the
// packages that it names are rewritten to a temporary directory, and traces, vet and
// coverage show the lines of the source. It works in a module that does not require
// flowcept-go: go.mod and go.sum stay as they are. A program that is run so, or a
// test, has a workflow around it. The flags are -all, -func, -json, -tests, -v and
// -with; the exit status is the go command's.
//
// The first form is made for go generate:
//
//	//go:generate go tool flowcept-gen .
//
// For a file calc.go in which a function is annotated,
//
//	//flowcept:task output=y
//	func Mul(x int) int { return 2 * x }
//
// flowcept-gen adds the build constraint !flowcept to calc.go, and writes
// calc.flowcept.go, the same file with capture in it, for the tag flowcept. Then
// go build makes the plain program and
//
//	go build -tags flowcept
//
// the captured one. Packages are named as for the go command; the default is the
// one in the current directory, and a file stands for its package. Tests are included. Running it again changes
// nothing that is up to date. A file that has lost its annotations loses its
// sibling and its constraint.
//
// A file of another build configuration is left alone, with a note that says how
// to run again (GOOS=windows, GOFLAGS=-tags=integration).
//
// The flags are:
//
//	-all
//		Instrument every function and method with a body, annotated or not, in
//		generated files too. What is not annotated is recorded in the shallow form,
//		which follows nothing and calls nothing. Left out are main, init, test files,
//		what //flowcept:ignore stands above (a function, or a package clause), what a
//		pragma such as //go:nosplit or an export to C forbids, and the methods that
//		printing or capture may call: String, Error, Format, GoString, MarshalText,
//		FlowceptValue, ToFlowceptDict.
//	-check
//		Write nothing. Exit with status 1 if a sibling is missing, stale or
//		orphaned, and say which.
//	-clean
//		Remove the siblings, and the constraints that were added for them.
//	-diff
//		Write nothing. Print a unified diff of what would change.
//	-func regexp
//		With -all, of the functions without a directive instrument only those whose
//		name, as example.com/app/train.Net.Step or train.Net.Step, matches.
//	-json
//		Print problems as JSON on standard output, in the shape of go vet -json.
//	-o directory
//		Leave everything here as it is, and write a complete instrumented copy of the
//		module there, to be built without a tag. The packages named are instrumented,
//		by default all of the module. The directory must be empty, missing, or
//		such a copy; then it is brought up to date.
//	-tests
//		With -all, instrument the functions in test files too.
//	-v
//		Print a line a file: what is instrumented, and what -all left out and why.
//	-version
//		Print the version.
//	-with module
//		With the go command, instrument what it builds of this dependency as well, from
//		a copy. May be repeated; several stand between commas.
//	-h, -help
//		Print this text.
//
// Problems are printed on standard error as go vet prints them, each with its
// place and category:
//
//	# example.com/app/train
//	train/step.go:21:17: output names 2 values, compute returns 1 besides error [output-count]
//
// One problem anywhere, and nothing is written anywhere, and no go command run. But
// what does not compile is for the go command to report, where it is run: it builds
// the rest, captured. The exit status is 0 when all is done, 1 for problems and
// failures, 2 for wrong usage.
//
// # Files
//
//	main.go, version.go    flags and exit status
//	generate.go, copy.go   siblings, an instrumented copy
//	overlay.go             the go command
//	all.go                 what is instrumented without a directive
//	runtime.go             what a module needs besides
package main
