// Command digits trains a small neural network to read handwritten digits and reports how well it reads digits that it
// has not seen.
//
//	go run . [-epochs 30] [-hidden 64] [-lr 0.005] [-batch 32] [-seed 1] [-test-fraction 0.2] [-model FILE]
//
// It loads the 1,797 images embedded from data/, splits them by a seeded shuffle that keeps the share of each digit,
// trains a multilayer perceptron with Adam, and prints the loss of every epoch, the accuracy on the test images and the
// confusion matrix. With -model the trained network is written to a file. The output depends on the flags alone: the same
// seed prints the same lines on the same kind of machine.
//
// The exit code is 0 on success, 1 when a step fails and 2 for wrong usage.
package main
