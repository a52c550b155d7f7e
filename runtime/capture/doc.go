// Package capture records calls. It is what generated code links, and depends on nothing but the standard library.
//
// Generated code declares a Site for each annotated function and writes into the function
//
//	if capture.On() {
//		var fc capture.Record
//		fc.Begin(&fcSiteMul)
//		fc.Int("x", x)
//		defer fcEndMul(&fc, &fcR0)
//	}
//
// with the deferred function, a top-level one, beside it:
//
//	func fcEndMul(fc *capture.Record, y *int) {
//		if fc.Passing() {
//			return
//		}
//		if p := recover(); p != nil {
//			fc.Panicked(p)
//			panic(p)
//		}
//		if fc.Exited() {
//			return
//		}
//		fc.Generated()
//		fc.Int("y", *y)
//		fc.End()
//	}
//
// # What a call costs
//
// With no workflow running On is one atomic load. Otherwise the record is built on the caller's stack, each value written
// once as msgpack, and copied by End into a segment of the spool (package spool). There is no map, no lock, no interface
// call and no allocation on that path, but for values that call methods of their own or are recorded through an interface.
// What is the same for every call of a site is written once, as a definition, and joined to the records by whoever
// publishes them.
//
// # How values are recorded
//
// Generated code chooses by static type; Value.Any chooses by a type switch and, for the rest, reflection; both write the
// same. In this order:
//
//	nil of any kind                       null
//	FlowceptValue, ToFlowceptDict         what the method returns
//	time.Time, time.Duration              RFC 3339 with nanoseconds; seconds
//	error                                 its message
//	encoding.TextMarshaler                its text
//	booleans, numbers, strings            themselves; complex numbers as {"real", "imag"}
//	[]byte                                {"len"}, with a hash or raw where the settings say so
//	Dims() (r, c int), Shape() []int      {"shape", "dtype", "len"}; and where Shape's result is of a type of its own,
//	                                      of kind []int or a struct with Dimensions []int
//	slices and arrays                     a list; beyond a limit {"len", "head"}
//	maps                                  a map, keys as text; beyond a limit {"len", "head"}
//	structs                               a map of the exported fields, named as encoding/json names them
//	pointers                              what they point to
//	functions, channels, the rest         "<Type>_instance_id_<n>"
//
// A method that panics gives the instance form and is counted in MethodPanics; so does a value that holds a lock (sync,
// sync/atomic), a cycle, and what lies too deep. Strings are cut at a limit. What such a method calls is not captured: it
// would not have run otherwise.
//
// # Parents
//
// The task that runs on a goroutine is kept in the goroutine's profiler labels, which the goroutines it starts inherit.
// A task's parent is what it finds there, or what a context parameter carries (ContextWithTask). The program's own labels
// stay visible in the profile beside the activity. Where the layout of the labels is not the one this package knows, which
// it tries once at start, tasks have no parents by goroutine.
//
// # Files
//
//	site, session, workflow, scope       what is known before a call: the annotated function, the process, the workflow
//	program, alone                       a program that starts none of its own; what is linked without package flowcept
//	record, field                        a call, its named values
//	loop, leave                          the iterations of a loop, and the ways out of it
//	custom, custom_record                a task made by hand
//	tool, agent, handler                 an agent's tool, its agent; a handler of values
//	model, model_profile, tensor         a model's forward calls, its parameters, what goes through it
//	value, container, entries            values by static type
//	msgpack, skip                        values as they are encoded; finding one again
//	dynamic, reflected, manner, structs  values by dynamic type; maps: of either
//	shallow, hidden                      the form that follows nothing; how what it reads may stay on the stack
//	limits, guarded                      how much is written; methods that panic
//	parent, local, ran_by                the goroutine's task; what a P gives out; what runs a deferred function
//	buffer, layout, task, define         a record's bytes; entries of the spool, written and read
//	passing                              panics that have passed through many calls
//	telemetry                            the machine's metrics in a record
//	race, norace                         whether the race detector watches
//
// # Non-obvious
//
//   - A deferred function learns by its return address whether the function returned, panicked or left by
//     runtime.Goexit: neither a flag nor recover can tell a Goexit from a return after a recovered panic. On amd64 and
//     arm64 two frame pointers are followed for that; elsewhere runtime.Callers does it.
//   - A Record must not escape: it would be allocated. Nothing here stores a pointer to it; the node that stands for the
//     task on its goroutine is a heap object of its own, from a slab, because goroutines may hold it after the task's end.
//   - Nodes have no pointer to their parents: a chain of goroutines, each started by the last, would keep them all alive.
//   - The id of a task is its workflow's random prefix and a counter of its P's. No clock is in it.
//   - Times are monotonic readings; the publisher makes wall-clock times of both ends of a record with one offset.
package capture
