//go:build !flowcept

package main

import (
	"fmt"
	"strings"
)

// Confusion counts images by the digit that they show and the digit that was recognised.
type Confusion [classes][classes]int

// evaluate returns the share of the images that the network recognises, and what it takes them for.
//
//flowcept:task output=accuracy,confusion tags=evaluation
func evaluate(net *Network, data *Dataset) (float64, Confusion) {
	var confusion Confusion
	for i, digit := range net.predict(data.Images) {
		confusion[data.Labels[i]][digit]++
	}
	return float64(confusion.correct()) / float64(data.Len()), confusion
}

func (c Confusion) correct() int {
	n := 0
	for digit := range c {
		n += c[digit][digit]
	}
	return n
}

// String returns a table of the counts with a line for each digit shown.
func (c Confusion) String() string {
	var b strings.Builder
	b.WriteString("shown  recognised as\n     ")
	for digit := range c {
		fmt.Fprintf(&b, "%4d", digit)
	}
	b.WriteByte('\n')
	for digit, counts := range c {
		fmt.Fprintf(&b, "%5d", digit)
		for _, n := range counts {
			if n == 0 {
				b.WriteString("   .")
			} else {
				fmt.Fprintf(&b, "%4d", n)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
