//go:build !flowcept

package main

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
)

// train returns a network trained on the images and its mean loss over the last epoch. Progress goes to w.
//
//flowcept:task output=network,loss omit=w tags=training meta.optimizer=adam meta.schedule=cosine
func train(w io.Writer, data *Dataset, params Hyperparameters, seed uint64) (*Network, float64, error) {
	rng := rand.New(rand.NewPCG(seed, trainStream))
	net := newNetwork(rng, pixels, params.Hidden, classes)
	t := &trainer{net: net, optimizer: newAdam(net), data: data, batch: params.Batch, rng: rng}
	var last float64
	//flowcept:loop name=epochs item=epoch output=loss,accuracy
	for epoch := 1; epoch <= params.Epochs; epoch++ {
		lr := params.LearningRate * (1 + math.Cos(math.Pi*float64(epoch-1)/float64(params.Epochs))) / 2
		loss, accuracy, err := t.trainEpoch(epoch, lr)
		if err != nil {
			return nil, 0, fmt.Errorf("train: %w", err)
		}
		fmt.Fprintf(w, "epoch %2d  loss %.4f  accuracy %6.2f %%\n", epoch, loss, 100*accuracy)
		last = loss
	}
	return net, last, nil
}

// trainer is a training in progress.
type trainer struct {
	net       *Network
	optimizer *adam
	data      *Dataset
	batch     int
	rng       *rand.Rand
}

// trainEpoch takes one step for each batch of the shuffled images. Loss and accuracy are the means over the images, each
// as the network was before it learned from it.
//
//flowcept:task name=trainEpoch output=loss,accuracy tags=training,epoch
func (t *trainer) trainEpoch(epoch int, lr float64) (float64, float64, error) {
	order := t.rng.Perm(t.data.Len())
	var loss float64
	var correct int
	//flowcept:loop name=batches output=batchLoss lightweight
	for len(order) > 0 {
		n := min(t.batch, len(order))
		grad, batchLoss, batchCorrect := t.net.gradient(t.data.rows(order[:n]))
		t.optimizer.step(t.net, grad, lr)
		loss += batchLoss * float64(n)
		correct += batchCorrect
		order = order[n:]
	}
	total := float64(t.data.Len())
	loss /= total
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, 0, fmt.Errorf("epoch %d diverged with learning rate %g: loss is %g", epoch, lr, loss)
	}
	return loss, float64(correct) / total, nil
}
