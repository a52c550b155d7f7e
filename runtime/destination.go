package flowcept

import (
	"errors"
	"path/filepath"
	"strings"

	"github.com/google/uuid"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A destination is where the settings send the records.
type destination struct {
	transport publish.Transport
	name      string // the same for all processes that send to the same place
}

// destinationOf opens where the settings send the records. before hears where in the file the next batch goes.
func destinationOf(s *settings.Settings, before func(offset int64)) (*destination, error) {
	if s.Project.DBFlushMode == settings.Online {
		return nil, errors.New("project.db_flush_mode: online: this version has no transport to Kafka yet; use offline")
	}
	buffer := s.Project.DumpBuffer
	if !buffer.Enabled {
		return nil, errors.New("project.dump_buffer.enabled: want true, because project.db_flush_mode is offline and the records would go nowhere")
	}
	path, opt := buffer.Path, jsonl.Options{DeletePrevious: buffer.DeletePreviousFile, Invalid: invalid}
	if buffer.AppendIDToPath {
		path = suffixed(path, uuid.NewString())
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if buffer.AppendWorkflowIDToPath {
		return &destination{newFiles(abs, opt), "files:" + abs}, nil
	}
	opt.Before = before
	file, err := jsonl.Open(abs, opt)
	if err != nil {
		return nil, err
	}
	return &destination{file, "file:" + abs}, nil
}

// invalid hears of a message that is no record.
func invalid(_ []byte, err error) { report(err) }

// suffixed puts an id into a file's name, before its extension, as Flowcept for Python does.
func suffixed(path, id string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "_" + id + ext
}
