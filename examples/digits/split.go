//go:build !flowcept

package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// One seed serves two independent streams of random numbers, so that how many the split draws does not matter to training.
const (
	splitStream = iota
	trainStream
)

// split shuffles the images and puts the given share of each digit into the second set, the rest into the first.
//
//flowcept:task output=train,test tags=preprocessing meta.stratified=true
func split(data *Dataset, testFraction float64, seed uint64) (*Dataset, *Dataset, error) {
	var wanted [classes]int // images of each digit still to go into the second set
	for _, label := range data.Labels {
		wanted[label]++
	}
	for label, n := range wanted {
		wanted[label] = int(math.Round(testFraction * float64(n)))
	}

	var trainRows, testRows []int
	for _, row := range rand.New(rand.NewPCG(seed, splitStream)).Perm(data.Len()) {
		if label := data.Labels[row]; wanted[label] > 0 {
			wanted[label]--
			testRows = append(testRows, row)
		} else {
			trainRows = append(trainRows, row)
		}
	}
	if len(trainRows) == 0 || len(testRows) == 0 {
		return nil, nil, fmt.Errorf("split: a test fraction of %g leaves %d of %d images to train on and %d to test on",
			testFraction, len(trainRows), data.Len(), len(testRows))
	}
	return data.rows(trainRows), data.rows(testRows), nil
}

// rows returns a copy of the chosen rows, in their order.
func (d *Dataset) rows(chosen []int) *Dataset {
	part := &Dataset{Images: mat.NewDense(len(chosen), pixels, nil), Labels: make([]int, len(chosen))}
	for i, row := range chosen {
		part.Images.SetRow(i, d.Images.RawRowView(row))
		part.Labels[i] = d.Labels[row]
	}
	return part
}
