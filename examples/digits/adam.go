package main

import "math"

// adam is the optimiser of Kingma and Ba (2015), with their constants.
type adam struct {
	steps          int
	mean, variance [][]float64 // running moments of each parameter's gradient
}

func newAdam(net *Network) *adam {
	a := &adam{}
	for _, p := range net.parameters() {
		a.mean = append(a.mean, make([]float64, len(p)))
		a.variance = append(a.variance, make([]float64, len(p)))
	}
	return a
}

// step moves the network's parameters against the gradient.
func (a *adam) step(net, grad *Network, lr float64) {
	const decayMean, decayVariance, tiny = 0.9, 0.999, 1e-8
	a.steps++
	// The moments start at zero; this takes the bias out of their first values.
	unbiasMean := 1 / (1 - math.Pow(decayMean, float64(a.steps)))
	unbiasVariance := 1 / (1 - math.Pow(decayVariance, float64(a.steps)))
	gradients := grad.parameters()
	for i, params := range net.parameters() {
		mean, variance := a.mean[i], a.variance[i]
		for j, g := range gradients[i] {
			mean[j] += (1 - decayMean) * (g - mean[j])
			variance[j] += (1 - decayVariance) * (g*g - variance[j])
			params[j] -= lr * mean[j] * unbiasMean / (math.Sqrt(variance[j]*unbiasVariance) + tiny)
		}
	}
}
