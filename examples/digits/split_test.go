package main

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

// counts returns how often each image with its label occurs.
func counts(sets ...*Dataset) map[string]int {
	n := map[string]int{}
	for _, d := range sets {
		for row, label := range d.Labels {
			n[fmt.Sprint(label, d.Images.RawRowView(row))]++
		}
	}
	return n
}

func TestSplitKeepsEveryImageOnce(t *testing.T) {
	data := loadDigits(t)
	trainSet, testSet, err := split(data, 0.2, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(counts(trainSet, testSet), counts(data)) {
		t.Error("the two sets together are not the images that were split")
	}
}

func TestSplitKeepsTheShareOfEachDigit(t *testing.T) {
	_, testSet, err := split(loadDigits(t), 0.25, 1)
	if err != nil {
		t.Fatal(err)
	}
	var got [classes]int
	for _, label := range testSet.Labels {
		got[label]++
	}
	if want := [classes]int{45, 46, 44, 46, 45, 46, 45, 45, 44, 45}; got != want {
		t.Errorf("test images of each digit: got %v, want %v, a quarter of all", got, want)
	}
}

func TestSplitDependsOnTheSeed(t *testing.T) {
	data := loadDigits(t)
	images := func(seed uint64) *mat.Dense {
		_, testSet, err := split(data, 0.2, seed)
		if err != nil {
			t.Fatal(err)
		}
		return testSet.Images
	}
	if !mat.Equal(images(1), images(1)) {
		t.Error("seed 1 twice: got different test images, want the same")
	}
	if mat.Equal(images(1), images(2)) {
		t.Error("seeds 1 and 2: got the same test images, want different ones")
	}
}

func TestSplitLeavesNoSetEmpty(t *testing.T) {
	data := loadDigits(t)
	for _, fraction := range []float64{0.0001, 0.9999} {
		if _, _, err := split(data, fraction, 1); err == nil {
			t.Errorf("test fraction %g: got no error, want one", fraction)
		}
	}
	few := data.rows([]int{0, 10, 20, 30})
	if !slices.Equal(few.Labels, []int{0, 0, 0, 0}) {
		t.Fatalf("labels of the chosen rows: got %v, want four zeros", few.Labels)
	}
	trainSet, testSet, err := split(few, 0.5, 1)
	if err != nil || trainSet.Len() != 2 || testSet.Len() != 2 {
		t.Errorf("half of four images of one digit: got %v, %v, %v, want two each", trainSet, testSet, err)
	}
}
