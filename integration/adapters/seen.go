package adapters

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"
)

// Seen is the set of what an adapter has emitted, kept in a file: one quoted name a line, appended. It may be used by
// several goroutines. An adapter adds a name after it has emitted the record, so that a process that is killed between
// the two emits it again, under the same id, and loses none.
type Seen struct {
	mu    sync.Mutex
	names map[string]bool
	file  *os.File // nil: only in memory
	torn  bool     // the last write has left a part of a line, as on a disk that is full
}

// OpenSeen reads the set from a file, which it makes where there is none. A line that was being written when a process
// was killed is cut off. Without a path the set is kept in memory only.
func OpenSeen(path string) (*Seen, error) {
	s := &Seen{names: map[string]bool{}}
	if path == "" {
		return s, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("adapter's state: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("adapter's state: %w", err)
	}
	s.file = f
	if err := s.read(path); err != nil {
		f.Close()
		return nil, fmt.Errorf("adapter's state: %w", err)
	}
	return s, nil
}

func (s *Seen) read(path string) error {
	all, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	whole := all[:bytes.LastIndexByte(all, '\n')+1]
	for line := range bytes.Lines(whole) {
		name, err := strconv.Unquote(string(bytes.TrimRight(line, "\r\n")))
		switch {
		case err == nil:
			s.names[name] = true
		case line[0] != '"' && line[0] != '\n': // else it is a part of one, of a write that failed
			return fmt.Errorf("%s: %q is no name that an adapter has written", path, line)
		}
	}
	if len(whole) < len(all) {
		return s.file.Truncate(int64(len(whole)))
	}
	return nil
}

// Has says whether a name is in the set.
func (s *Seen) Has(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names[name]
}

// Add puts names into the set. What cannot be written is in memory all the same.
func (s *Seen) Add(names ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var lines []byte
	if s.torn {
		lines = []byte{'\n'}
	}
	for _, name := range names {
		if !s.names[name] {
			s.names[name] = true
			lines = append(strconv.AppendQuote(lines, name), '\n')
		}
	}
	if s.file == nil || len(lines) == 0 {
		return nil
	}
	n, err := s.file.Write(lines)
	if s.torn = err != nil && (n > 0 || s.torn); err != nil {
		return fmt.Errorf("adapter's state: %w", err)
	}
	return nil
}

// Close closes the file.
func (s *Seen) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
