package flowcept

import (
	"os"

	"github.com/flowcept/flowcept-go/runtime/capture"
)

// A program that flowcept-gen has started captures for it. One that can start workflows of its own is left to that: from
// the beginning, or, where that is not what it is for, as a test is not, when it starts the first.
var _ = leaveAtOnce()

func leaveAtOnce() bool {
	if capture.Program == nil || !capture.ParseProgramSettings(os.Getenv(capture.ProgramEnv)).Leave {
		return false
	}
	capture.LeaveProgram(false)
	return true
}
