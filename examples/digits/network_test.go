package main

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestGradientAgainstFiniteDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	net := newNetwork(rng, 5, 7, 6, 3)
	for _, l := range net.Layers {
		for i := range l.Bias.Len() {
			l.Bias.SetVec(i, rng.NormFloat64())
		}
	}
	batch := &Dataset{Images: mat.NewDense(4, 5, nil), Labels: []int{0, 2, 1, 2}}
	batch.Images.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, batch.Images)

	grad, _, _ := net.gradient(batch)
	analytic := grad.parameters()
	zeros, total := 0, 0
	for i, params := range net.parameters() {
		for j, p := range params {
			const h = 1e-5
			params[j] = p + h
			_, above, _ := net.gradient(batch)
			params[j] = p - h
			_, below, _ := net.gradient(batch)
			params[j] = p

			got, want := analytic[i][j], (above-below)/(2*h)
			if math.Abs(got-want) > 1e-8 {
				t.Errorf("derivative by parameter %d of slice %d: got %g, finite differences give %g", j, i, got, want)
			}
			total++
			if want == 0 {
				zeros++
			}
		}
	}
	if zeros > total/2 {
		t.Errorf("%d of %d derivatives are zero: the check says little", zeros, total)
	}
}

func TestLossOfLargeLogitsIsFinite(t *testing.T) {
	net := &Network{Layers: []Layer{newLayer(1, 2)}}
	net.Layers[0].Weights.SetRow(0, []float64{1000, -1000})
	grad, loss, correct := net.gradient(&Dataset{Images: mat.NewDense(1, 1, []float64{1}), Labels: []int{1}})
	if loss != 2000 || correct != 0 {
		t.Errorf("logits 1000 and -1000, label 1: got loss %g and %d correct, want 2000 and 0", loss, correct)
	}
	if got := grad.Layers[0].Bias.RawVector().Data; got[0] != 1 || got[1] != -1 {
		t.Errorf("derivative by the logits: got %v, want [1 -1]", got)
	}
}

func TestAdamMinimises(t *testing.T) {
	net := &Network{Layers: []Layer{newLayer(1, 1)}}
	optimizer := newAdam(net)
	x := net.Layers[0].Weights.RawMatrix().Data
	for range 500 {
		grad := &Network{Layers: []Layer{newLayer(1, 1)}}
		grad.Layers[0].Weights.Set(0, 0, 2*(x[0]-3))
		optimizer.step(net, grad, 0.1)
	}
	if math.Abs(x[0]-3) > 1e-3 {
		t.Errorf("minimum of (x-3)²: got %g, want 3", x[0])
	}
}
