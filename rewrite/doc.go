// Package rewrite turns annotated Go files into instrumented siblings.
//
// What happens to a file, in order:
//
//	load        the packages, parsed and type-checked once          internal/load
//	annotations what the directives say                             package annotations
//	plan        what is captured where, from the types              internal/plan, internal/value
//	generate    the code for it, as edits of the user's text        internal/gen, internal/name
//	print       edits + build constraint + header + declarations    file.go, internal/constraint, internal/edit
//	write       what differs, all or nothing                        change.go
//	remember    for the next run, what there is to do in a package  outcome.go, memory.go
//
// # One plan, one printer
//
// A file is changed by exact edits at byte offsets of its source, never by
// printing a changed syntax tree. So comments cannot move, a file that is not
// gofmt'd, or has CRLF line ends, is no special case, and every piece of the
// user's text stands on the line and after the text it stood after; the same edits
// placed on one line each keep all line numbers, which is what an overlay needs.
// Tree printers (go/printer, dst) lose positions or move the lines of unformatted
// files. A sibling is the edited text and the added declarations, run through
// go/format.
//
// # What instrumented code may do differently
//
// Results, panics and their values, recover, runtime.Caller, runtime.Goexit,
// deferred order, closure names, method sets and contexts are those of the plain
// program: a prologue stands in the function, nothing stands around it. What
// changes is that an instrumented function
//
//   - is not inlined, and takes more of the stack;
//   - may have on the heap what the plain one has on the stack, where its parameters
//     and results are followed; the shallow form leaves it there;
//   - takes longer, by what capture takes;
//   - shows one more frame, fcEnd…, in the trace of a panic that goes through it,
//     and the panic is marked as recovered and raised again.
//
// Raising a panic again takes as long as the stack is deep that it has come through. Of a
// panic that ends a deep recursion, as that of a parser with a limit may, the hundred or two
// innermost captured calls do so; those around them leave it alone, and are recorded
// as with panics=observe, without its message.
//
// A captured call also reads what its parameters and results lead to: through
// pointers, slices and maps, but never into a value that holds a lock. If another
// goroutine writes there at that moment, this is a data race, and for a map it
// ends the program; leave such values out with used= or omit=. And it calls the
// methods that say how a value is recorded (FlowceptValue, ToFlowceptDict, Error,
// MarshalText, Dims, Shape): one that panics is guarded, one that blocks or exits
// the goroutine does so in the program's call. What they call is not captured.
//
// A handler runs in the program's call as well, once when it enters and once when it
// returns, with the program's own values: one that changes what they lead to changes
// the program. One that panics is guarded, and then nothing is recorded.
//
// The shallow form (values=shallow, and all that -all instruments without a
// directive) does neither: it records what the call itself copied, and no method is
// called but Error of a result that fails.
//
// A function with an annotated loop declares the loop where it begins and defers what ends
// it, captured or not: two stores and a deferred call, some 500 bytes of stack for each
// level of nesting. It adds nothing to an iteration but a test while nothing is captured. In
// an iteration, the code of the loop's block runs between what begins and what ends the
// iteration; the loop's condition, post statement, channel and iterator function are
// outside. Where the function recovers from a panic that left an iteration, in a func
// literal that it defers, its recover() tells the loops. A declared function that it
// defers cannot: the iteration is an ERROR then too, but without the panic's value.
//
// Files keep their order, and with it the order of initialization, but where
// another file of the package has a name between calc.flowcept.go and calc.go
// (calc.gen.go).
//
// # Speed
//
// Packages are loaded once, and parsed, checked and rewritten in parallel. What
// there is to do in a package is kept in the user's cache directory: as long as
// neither its files nor the export data of what it imports nor the options change,
// the package is not looked at again. On gonum 0.16.0, 197,000 lines without its
// tests and 308,000 with them, and two shared cores, of processor time
//
//	                                     the first time   nothing has changed
//	go list -deps -export -test ./...    75 s             0.65 s
//	flowcept-gen -all -o DIR             5 s              0.85 s
//	flowcept-gen -all go vet -n ./...    5 s              1.9 s
//
// where flowcept-gen's first time is one at which the go command finds all
// compiled; a go list is part of each, and the last is 0.95 s of go vet -n besides.
// Half of what the first time takes is type-checking, a quarter go/format.
//
// # What is written
//
// A sibling is only ever written where there is none, or where its first line says
// that flowcept-gen wrote it. What the first line does not show of the source's
// former constraint is in the second, so that Clean gives every byte back.
//
// # Files
//
//	rewrite.go, tree.go               options, and what a run does; directories of siblings, copies
//	all.go, models.go, loops.go       functions without a directive, models, loops, on their way through plan and gen
//	file.go, comments.go, header.go   a sibling and its first lines
//	outcome.go, change.go, sweep.go   what there is to do, and what has no reason any more
//	configuration.go, initorder.go    files of other builds; the order of initialization
//	overlay.go, copy.go, require.go   what the go command reads instead; an instrumented module, and what it requires
//	memory.go                         what is known from run to run
//	report.go, lint.go                problems, printed; the same for go vet
package rewrite
