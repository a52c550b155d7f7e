// Package overlay runs the go command on instrumented code without touching a file of the user's.
//
// The files that the command's packages are made of are instrumented in memory and given to the go command by -overlay. A
// module that does not require flowcept-go gets a slim copy of capture, in the user's cache directory, through a
// temporary go.mod or go.work. Where the go command would ignore an overlay, for coverage, and in a module with a vendor
// directory, it runs in a shadow copy of the module.
//
// What the go command cannot build is left as it is, so that its errors are the ones it has plainly, and the rest is built.
//
// A program that runs writes to a spool. Its workflow is opened before, and the spool published and the workflow closed
// after the command.
//
//	args      what the go command's arguments say: packages, flags, the program's name
//	module    the temporary go.mod or go.work, and the slim copy
//	shadow    the copy of the module
//	link      what leads the go command to capture
//	cover     coverage, for which the go command is given the user's own files
//	run       the command and its workflow
//	signal    which signals are passed on to a program
package overlay
