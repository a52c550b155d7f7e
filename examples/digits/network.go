//go:build !flowcept

package main

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Network is a multilayer perceptron: rectified linear units after every layer but the last, softmax after that.
//
//flowcept:model children profile
type Network struct {
	Layers []Layer `json:"layers"`
}

// Layer maps a row x to x·Weights + Bias.
//
//flowcept:model
type Layer struct {
	Weights *mat.Dense    `json:"weights"` // inputs × outputs
	Bias    *mat.VecDense `json:"bias"`
}

// newNetwork returns a network with layers between the given sizes and random weights that keep the variance of what
// passes through a rectifier (He et al. 2015).
func newNetwork(rng *rand.Rand, sizes ...int) *Network {
	n := &Network{}
	for i, outputs := range sizes[1:] {
		inputs := sizes[i]
		n.Layers = append(n.Layers, newLayer(inputs, outputs))
		scale := math.Sqrt(2 / float64(inputs))
		weights := n.Layers[i].Weights.RawMatrix().Data
		for j := range weights {
			weights[j] = scale * rng.NormFloat64()
		}
	}
	return n
}

func newLayer(inputs, outputs int) Layer {
	return Layer{Weights: mat.NewDense(inputs, outputs, nil), Bias: mat.NewVecDense(outputs, nil)}
}

// parameters returns all weights and biases as the slices that hold them.
func (n *Network) parameters() [][]float64 {
	var all [][]float64
	for _, l := range n.Layers {
		all = append(all, l.Weights.RawMatrix().Data, l.Bias.RawVector().Data)
	}
	return all
}

// forward returns what goes into each layer for the images, and last the logits that come out.
func (n *Network) forward(images *mat.Dense) []*mat.Dense {
	signals := []*mat.Dense{images}
	for i, l := range n.Layers {
		signals = append(signals, l.forward(signals[i], i < len(n.Layers)-1))
	}
	return signals
}

// forward returns the layer's output for the rows of in, rectified or not.
func (l Layer) forward(in *mat.Dense, rectify bool) *mat.Dense {
	out := new(mat.Dense)
	out.Mul(in, l.Weights)
	out.Apply(func(_, col int, v float64) float64 {
		v += l.Bias.AtVec(col)
		if rectify {
			v = max(v, 0)
		}
		return v
	}, out)
	return out
}

// predict returns the most probable digit of each image.
func (n *Network) predict(images *mat.Dense) []int {
	signals := n.forward(images)
	logits := signals[len(signals)-1]
	digits := make([]int, logits.RawMatrix().Rows)
	for i := range digits {
		digits[i] = floats.MaxIdx(logits.RawRowView(i))
	}
	return digits
}

// gradient returns the derivative of the images' mean cross-entropy by every parameter, in a network's shape, that mean,
// and how many of the images are recognised.
func (n *Network) gradient(batch *Dataset) (grad *Network, loss float64, correct int) {
	signals := n.forward(batch.Images)
	delta := signals[len(n.Layers)] // becomes the derivative by the logits
	for i, label := range batch.Labels {
		row := delta.RawRowView(i)
		if floats.MaxIdx(row) == label {
			correct++
		}
		total := floats.LogSumExp(row)
		loss += total - row[label]
		for j := range row {
			row[j] = math.Exp(row[j] - total)
		}
		row[label]--
	}
	mean := 1 / float64(batch.Len())
	delta.Scale(mean, delta)

	grad = &Network{Layers: make([]Layer, len(n.Layers))}
	for i := len(n.Layers) - 1; i >= 0; i-- {
		in, weights := signals[i], n.Layers[i].Weights
		g := newLayer(weights.Dims())
		g.Weights.Mul(in.T(), delta)
		for row := range batch.Len() {
			floats.Add(g.Bias.RawVector().Data, delta.RawRowView(row))
		}
		grad.Layers[i] = g
		if i == 0 {
			break
		}
		before := new(mat.Dense)
		before.Mul(delta, weights.T())
		before.Apply(func(row, col int, v float64) float64 {
			if in.At(row, col) == 0 { // the rectifier let nothing through
				return 0
			}
			return v
		}, before)
		delta = before
	}
	return grad, loss * mean, correct
}
