package settings

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// A key that is not known here may be another version's of Flowcept for Python; where it is much like one that is, it may be
// a slip as well, and that is said.
func TestKeysThatMayBeSlips(t *testing.T) {
	s := mustLoad(t, `instrumentatoin: {enabled: false}
project:
  db_flush_mod: online
  debug: true
  dump_buffer: {paht: x}
mq: {prot: 1, vhost: /, timing: true, chunk_size: 1}
telemetry_capture: {cpuu: true, whatever: 3}
adapter: {}
something_else: {enabeld: true}
`, nil)
	var lines []string
	for _, text := range []string{
		`1: instrumentatoin: no such key, nothing comes of it (did you mean "instrumentation"?)`,
		`3: project.db_flush_mod: no such key, nothing comes of it (did you mean "db_flush_mode"?)`,
		`5: project.dump_buffer.paht: no such key, nothing comes of it (did you mean "path"?)`,
		`6: mq.prot: no such key, nothing comes of it (did you mean "port"?)`,
		`7: telemetry_capture.cpuu: no such key, nothing comes of it (did you mean "cpu"?)`,
		`8: adapter: no such key, nothing comes of it (did you mean "adapters"?)`,
	} {
		lines = append(lines, "flowcept: settings: "+s.Path+":"+text)
	}
	if got, want := errors.Join(s.Doubts...), strings.Join(lines, "\n"); got == nil || got.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", got, want)
	}
}

func TestFilesOfPythonsRaiseNoDoubts(t *testing.T) {
	files, err := filepath.Glob("testdata/python/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files: ", err)
	}
	for _, file := range files {
		s, err := Load(file, environment(t, nil))
		if err != nil {
			continue // another test says which and why
		}
		if len(s.Doubts) > 0 {
			t.Errorf("%s: got %v, want none", file, errors.Join(s.Doubts...))
		}
	}
}
