package flowcept

import (
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A destination is where the settings send the records.
type destination struct {
	name string // the same for all processes that send to the same place
	open func() (publish.Transport, error)
}

// A sender is who opens a destination.
type sender struct {
	settings *settings.Settings
	key      string                      // of messages: what has the same key keeps its order
	refuse   func(msg []byte, err error) // hears of a message that the transport leaves out: it is no record, or too large for the broker
}

// destination is where the settings send records. Nothing is made there until it is opened.
func (r *sender) destination() (*destination, error) {
	buffer := r.settings.Project.DumpBuffer
	online := r.settings.Project.DBFlushMode == settings.Online
	if online && !buffer.Enabled {
		return r.topic()
	}
	if err := r.settings.CheckFile("project.db_flush_mode is offline and the records would go nowhere"); err != nil {
		return nil, err
	}
	opt := jsonl.Options{DeletePrevious: buffer.DeletePreviousFile, Invalid: r.refuse}
	abs, err := filepath.Abs(buffer.Path)
	if err != nil {
		return nil, err
	}
	name := abs
	if buffer.AppendIDToPath {
		// A file for each process; what one has left goes into the next one's.
		abs, name = suffixed(abs, uuid.NewString()), suffixed(abs, "*")
	}
	if online {
		return r.dumpedTopic(abs, opt)
	}
	if buffer.AppendWorkflowIDToPath {
		return &destination{"files:" + name, r.files(abs, opt)}, nil
	}
	return &destination{"file:" + name, r.files(abs, opt)}, nil
}

// files opens the file, or the files, that the settings name.
func (r *sender) files(path string, opt jsonl.Options) func() (publish.Transport, error) {
	return func() (publish.Transport, error) {
		if r.settings.Project.DumpBuffer.AppendWorkflowIDToPath {
			return newFiles(path, opt), nil
		}
		return jsonl.Open(path, opt)
	}
}

// refuse counts and reports a message that the transport leaves out.
func (r *recorder) refuse(_ []byte, err error) {
	r.refused.Add(1)
	report(err)
}

// suffixed puts an id into a file's name, before its extension, as Flowcept for Python does.
func suffixed(path, id string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "_" + id + ext
}
