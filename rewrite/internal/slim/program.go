package slim

import _ "embed"

//go:embed program/capture.txt
var captureProgram []byte

//go:embed program/runtime.txt
var runtimeProgram []byte

// Program are the copy's files with those that open a spool when the program starts, and with as much of package
// flowcept as a workflow directive needs. Both write to the spool only.
func Program() (map[string][]byte, error) {
	files, err := Files()
	if err != nil {
		return nil, err
	}
	files["runtime/capture/program.go"] = constrain(captureProgram)
	files["runtime/workflow.go"] = constrain(runtimeProgram)
	return files, nil
}
