//go:build !flowcept

// Loops records each iteration of annotated loops: what it used, and what is in scope where it ends, whichever way it
// does.
package main

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"
)

//go:generate go tool flowcept-gen .

//flowcept:workflow name=loops
func main() {
	fmt.Println(root(2))
	fmt.Println(find([][]int{{1, 2}, {3, 4}, {5, 6}}, 3))
	if _, err := sum(strings.NewReader("1\n\n2.5\ntwo\n")); err != nil {
		fmt.Fprintln(os.Stdout, err)
	}
	fmt.Println(sweep([]float64{0.1, 0.2, 0.4, 0.8}, os.Getenv("VERBOSE") != ""))
}

// root does not know how many steps it will take: a condition is all that its loop has.
func root(x float64) float64 {
	y := x
	//flowcept:loop name=newton output=y,change
	for {
		next := (y + x/y) / 2
		change := math.Abs(next - y)
		if y = next; change < 1e-3 {
			return y
		}
	}
}

// find has loops within one another. A cell that is skipped, or with which the search ends, has no distance yet.
func find(rows [][]int, wanted int) (row int) {
	//flowcept:loop name=rows item=cells output=row
search:
	for i, cells := range rows {
		row = i
		//flowcept:loop name=cells item=cell output=distance lightweight
		for _, cell := range cells {
			if cell == wanted {
				break search
			}
			distance := max(cell-wanted, wanted-cell)
			_ = distance
		}
	}
	return row
}

// sum is a task, the iterations' parent. One that is left by a failing return is an ERROR.
//
//flowcept:task output=total omit=r
func sum(r io.Reader) (float64, error) {
	total := 0.0
	lines := bufio.NewScanner(r)
	//flowcept:loop name=lines output=line,total
	for lines.Scan() {
		line := lines.Text()
		if line == "" {
			continue
		}
		x, err := strconv.ParseFloat(line, 64)
		if err != nil {
			return 0, fmt.Errorf("sum: %w", err)
		}
		total += x
	}
	return total, lines.Err()
}

// sweep records every third iteration of one loop, and of another one nothing unless asked to.
func sweep(rates []float64, verbose bool) (best float64) {
	//flowcept:loop name=rates item=rate every=3 output=best tags=sweep meta.unit=percent
	for _, rate := range rates {
		best = max(best, 1-rate)
	}
	//flowcept:loop name=check capture=verbose
	for range rates {
		best *= 1
	}
	return best
}
