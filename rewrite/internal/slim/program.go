package slim

import _ "embed"

//go:embed program/alone.txt
var aloneProgram []byte

//go:embed program/runtime.txt
var runtimeProgram []byte

// There is no sink in the copy: what the import stands for has no effect.
const persistProgram = "// Package persist is what a workflow directive with the key persistence imports.\npackage persist\n"

// program are the files that stand for others, or for packages that the copy has not: one that opens a spool even where no
// parent publishes the program, and as much of package flowcept as a workflow directive needs, which writes to the spool
// only.
func program() map[string][]byte {
	return map[string][]byte{
		"runtime/capture/alone.go":       aloneProgram,
		"runtime/workflow.go":            runtimeProgram,
		"integration/persist/persist.go": []byte(persistProgram),
	}
}
