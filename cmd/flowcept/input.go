package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/flowcept/flowcept-go/runtime/jsonl"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// An input is a file of records, or the standard input.
type input struct {
	*jsonl.Reader
	io.Closer
	name string
}

// open opens the file at path; "" is the file of the settings, "-" the standard input.
func open(path string, std streams) (*input, error) {
	given := path != ""
	if path == "-" {
		const name = "standard input"
		return &input{jsonl.NewReader(std.in, name), io.NopCloser(std.in), name}, nil
	}
	path, err := fileOf(path)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if !given && errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w (a captured program writes it where it runs, or where its settings say)", err)
	}
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close()
		return nil, fmt.Errorf("%s is a directory", path)
	}
	return &input{jsonl.NewReader(f, path), f, path}, nil
}

func fileOf(path string) (string, error) {
	if path != "" {
		return path, nil
	}
	s, err := settings.Load("", nil)
	if err != nil {
		return "", err
	}
	return cmp.Or(s.Project.DumpBuffer.Path, "flowcept_buffer.jsonl"), nil
}
