//go:build !flowcept

package main

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strconv"

	"gonum.org/v1/gonum/mat"
)

const (
	pixels   = 64 // an image is 8×8
	maxPixel = 16
	classes  = 10
)

// Dataset is a number of images with the digits that they show.
type Dataset struct {
	Images *mat.Dense `json:"images"` // one image a row, its pixels from 0 to 1
	Labels []int      `json:"labels"` // 0 to 9, one a row of Images
}

// Len returns the number of images.
func (d *Dataset) Len() int { return len(d.Labels) }

// load reads a gzipped CSV file with one image a line: its pixels, 0 to 16, and the digit.
//
//flowcept:task output=data used=path tags=io
func load(fsys fs.FS, path string) (*Dataset, error) {
	f, err := fsys.Open(path)
	if err != nil {
		return nil, fmt.Errorf("load: %w", err)
	}
	defer f.Close()
	data, err := readImages(f)
	if err != nil {
		return nil, fmt.Errorf("load %s: %w", path, err)
	}
	return data, nil
}

func readImages(r io.Reader) (*Dataset, error) {
	plain, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	lines := csv.NewReader(plain)
	lines.FieldsPerRecord = pixels + 1
	lines.ReuseRecord = true

	var images []float64
	var labels []int
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := lines.FieldPos(0)
		for _, field := range fields[:pixels] {
			p, err := parseUpTo(field, maxPixel)
			if err != nil {
				return nil, fmt.Errorf("line %d: pixel %w", line, err)
			}
			images = append(images, float64(p)/maxPixel)
		}
		label, err := parseUpTo(fields[pixels], classes-1)
		if err != nil {
			return nil, fmt.Errorf("line %d: digit %w", line, err)
		}
		labels = append(labels, label)
	}
	if len(labels) == 0 {
		return nil, errors.New("no images")
	}
	return &Dataset{Images: mat.NewDense(len(labels), pixels, images), Labels: labels}, nil
}

func parseUpTo(s string, limit int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > limit {
		return 0, fmt.Errorf("%q is not an integer from 0 to %d", s, limit)
	}
	return n, nil
}
