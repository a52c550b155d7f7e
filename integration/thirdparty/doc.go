// Package thirdparty runs the tests of modules that have never heard of flowcept,
// plainly and, by flowcept-gen -all go test, with every function captured, and
// compares them test by test. What is captured goes to a broker in this process,
// which forgets it. An instrumented copy (-o) of each module has to compile with
// its tests. The modules come unchanged from the module proxy, or, for packages of
// the standard library, from GOROOT:
//
//	make thirdparty            # or: make thirdparty MODULES=conc,gjson
//
// modules.txt lists the modules, with the tests that have to be skipped because
// they would end the process, exempt.txt the tests that measure themselves
// (allocations, inlining, stack depth, time), each with the reason. Any other test
// that passes in one of the two runs and not in the other is a failure.
package thirdparty
