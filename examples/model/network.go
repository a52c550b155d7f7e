//go:build !flowcept

package main

import (
	"github.com/nlpodyssey/spago/ag"
	"github.com/nlpodyssey/spago/initializers"
	"github.com/nlpodyssey/spago/mat"
	"github.com/nlpodyssey/spago/mat/float"
	"github.com/nlpodyssey/spago/mat/rand"
	"github.com/nlpodyssey/spago/nn"
	"github.com/nlpodyssey/spago/nn/linear"
)

// Layer is the library's linear layer with a hyperbolic tangent behind it.
//
//flowcept:model meta.activation=tanh
type Layer[T float.DType] struct {
	nn.Module
	Linear *linear.Model
}

// Network is layers one after the other.
//
//flowcept:model children profile loss=Loss
type Network[T float.DType] struct {
	nn.Module
	Layers []*Layer[T]
	Loss   float64 // of the last epoch
}

func newNetwork[T float.DType](sizes ...int) *Network[T] {
	rng := rand.NewLockedRand(3)
	n := &Network[T]{}
	for i, out := range sizes[1:] {
		l := &Layer[T]{Linear: linear.New[T](sizes[i], out)}
		initializers.XavierUniform(l.Linear.W.Value().(mat.Matrix), 1, rng)
		n.Layers = append(n.Layers, l)
	}
	return n
}

// Forward is a layer's output for one input.
func (l *Layer[T]) Forward(x mat.Tensor) mat.Tensor {
	return ag.Tanh(l.Linear.Forward(x)[0])
}

// Forward is the network's output for one input.
func (n *Network[T]) Forward(x mat.Tensor) (y mat.Tensor) {
	y = x
	for _, l := range n.Layers {
		y = l.Forward(y)
	}
	return y
}
