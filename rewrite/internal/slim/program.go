package slim

import _ "embed"

//go:embed program/alone.txt
var aloneProgram []byte

//go:embed program/runtime.txt
var runtimeProgram []byte

// Program are the copy's files with one that opens a spool even where no parent publishes the program, and with as much of
// package flowcept as a workflow directive needs, which writes to the spool only.
func Program() (map[string][]byte, error) {
	files, err := Files()
	if err != nil {
		return nil, err
	}
	files["runtime/capture/alone.go"] = constrain(aloneProgram)
	files["runtime/workflow.go"] = constrain(runtimeProgram)
	return files, nil
}
