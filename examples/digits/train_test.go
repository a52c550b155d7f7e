package main

import (
	"io"
	"strings"
	"testing"
)

func TestAccuracy(t *testing.T) {
	trainSet, testSet, err := split(loadDigits(t), 0.2, 1)
	if err != nil {
		t.Fatal(err)
	}
	params := Hyperparameters{Epochs: 10, Hidden: 64, LearningRate: 0.005, Batch: 32}
	for seed := range uint64(3) {
		net, loss, err := train(io.Discard, trainSet, params, seed)
		if err != nil {
			t.Fatal(err)
		}
		if accuracy, _ := evaluate(net, testSet); accuracy < 0.95 {
			t.Errorf("seed %d, %d epochs: got test accuracy %.4f (training loss %.4f), want at least 0.95",
				seed, params.Epochs, accuracy, loss)
		}
	}
}

func TestTrainReportsDivergence(t *testing.T) {
	params := Hyperparameters{Epochs: 2, Hidden: 8, LearningRate: 1e200, Batch: 32}
	_, _, err := train(io.Discard, loadDigits(t), params, 1)
	if err == nil || !strings.Contains(err.Error(), "epoch 1 diverged") {
		t.Errorf("learning rate 1e200: got error %v, want one that says epoch 1 diverged", err)
	}
}

func TestEvaluateCountsConfusions(t *testing.T) {
	data := loadDigits(t).rows([]int{0, 1, 2, 3, 10})
	net := &Network{Layers: []Layer{newLayer(pixels, classes)}}
	net.Layers[0].Bias.SetVec(2, 1) // takes every image for a 2

	accuracy, got := evaluate(net, data)
	var want Confusion
	want[0][2], want[1][2], want[2][2], want[3][2] = 2, 1, 1, 1
	if got != want || accuracy != 0.2 {
		t.Errorf("labels %v, all taken for 2: got accuracy %g and\n%swant 0.2 and\n%s", data.Labels, accuracy, got, want)
	}
}
