//go:build !flowcept

// Model trains a neural network of a deep-learning library (spaGO) and records what goes through it: each forward call of
// the network, those of its layers as its children, its parameters once, and the loss of each epoch.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"

	"github.com/nlpodyssey/spago/ag"
	"github.com/nlpodyssey/spago/losses"
	"github.com/nlpodyssey/spago/mat"
	"github.com/nlpodyssey/spago/nn"
	"github.com/nlpodyssey/spago/optimizers/adam"
)

//go:generate go tool flowcept-gen .

// The exclusive or: what no single layer can learn.
var inputs = [][]float64{{0, 0}, {0, 1}, {1, 0}, {1, 1}}
var wanted = []float64{0, 1, 1, 0}

//flowcept:workflow name=xor
func main() {
	epochs := flag.Int("epochs", 200, "how often all inputs are gone through")
	flag.Parse()
	net, err := train(newNetwork[float64](2, 8, 1), *epochs)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for _, x := range inputs {
		fmt.Printf("%v → %.1f\n", x, net.Forward(mat.NewDense[float64](mat.WithShape(2), mat.WithBacking(x))).Item().F64())
	}
}

// train takes one step for each epoch, along the mean gradient of all inputs.
//
//flowcept:task output=net
func train(net *Network[float64], epochs int) (*Network[float64], error) {
	optimizer := adam.New(adam.NewConfig(0.02, 0.9, 0.999, 1e-8))
	//flowcept:loop name=epochs item=epoch output=loss every=20
	for epoch := range epochs {
		var outputs []mat.Tensor
		var targets []mat.Tensor
		for i, x := range inputs {
			outputs = append(outputs, net.Forward(mat.NewDense[float64](mat.WithShape(2), mat.WithBacking(x))))
			targets = append(targets, mat.Scalar(wanted[i]))
		}
		mean := losses.MSESeq(outputs, targets, true)
		loss := mean.Item().F64()
		if err := ag.Backward(mean); err != nil {
			return nil, fmt.Errorf("epoch %d: %w", epoch, err)
		}
		if err := step(optimizer, net); err != nil {
			return nil, fmt.Errorf("epoch %d: %w", epoch, err)
		}
		net.Loss = loss
	}
	return net, nil
}

// step moves each parameter along its gradient. The library's own Optimize returns before all have moved.
func step(optimizer *adam.Adam, net *Network[float64]) (err error) {
	nn.ForEachParam(net, func(p *nn.Param) {
		if p.HasGrad() {
			err = errors.Join(err, optimizer.OptimizeParams(p))
		}
	})
	return err
}
