package flowcept

import (
	"iter"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A Record is one record as it stands in a file: a task, a workflow, an agent. Integers are int64 or uint64, other
// numbers float64.
type Record = map[string]any

// ReadBufferFile reads the records of a file that this package or Flowcept for Python has written; "" is the file of the
// settings. A line that cannot be read is yielded as an error, and reading goes on behind it.
func ReadBufferFile(path string) iter.Seq2[Record, error] {
	if path != "" {
		return jsonl.Read(path)
	}
	s, err := settings.Load("", nil)
	if err != nil {
		return func(yield func(Record, error) bool) { yield(nil, err) }
	}
	return jsonl.Read(s.Project.DumpBuffer.Path)
}

// ReadMessagesFile is ReadBufferFile.
func ReadMessagesFile(path string) iter.Seq2[Record, error] { return ReadBufferFile(path) }
