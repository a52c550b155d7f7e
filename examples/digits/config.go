package main

import (
	"flag"
	"fmt"
	"io"
	"math"
)

// maxHidden keeps a slip of the finger from asking for all the machine's memory.
const maxHidden = 1 << 14

// Hyperparameters are what training depends on, besides the data and the seed.
type Hyperparameters struct {
	Epochs       int     `json:"epochs"`
	Hidden       int     `json:"hidden"` // units in the hidden layer
	LearningRate float64 `json:"lr"`     // of the first epoch; it falls to zero along a cosine
	Batch        int     `json:"batch"`  // images in one step
}

// Config is everything that the flags say.
type Config struct {
	Hyperparameters
	Seed         uint64  `json:"seed"`
	TestFraction float64 `json:"test_fraction"`
	Model        string  `json:"model"` // file for the trained network; none if empty
}

// parseFlags reads the command line. Its errors, and the usage for -help, are already printed to stderr.
func parseFlags(args []string, stderr io.Writer) (Config, error) {
	var cfg Config
	fs := flag.NewFlagSet("digits", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.IntVar(&cfg.Epochs, "epochs", 30, "passes over the training images")
	fs.IntVar(&cfg.Hidden, "hidden", 64, "units in the hidden layer")
	fs.Float64Var(&cfg.LearningRate, "lr", 0.005, "learning rate of the first epoch")
	fs.IntVar(&cfg.Batch, "batch", 32, "images in one training step")
	fs.Uint64Var(&cfg.Seed, "seed", 1, "seed of the split, the first weights and the order of training")
	fs.Float64Var(&cfg.TestFraction, "test-fraction", 0.2, "share of the images to test on, between 0 and 1")
	fs.StringVar(&cfg.Model, "model", "", "write the trained network to this `file`")
	if err := fs.Parse(args); err != nil {
		return Config{}, err
	}
	err := cfg.validate()
	if fs.NArg() > 0 {
		err = fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	if err != nil {
		fmt.Fprintln(stderr, "digits:", err)
		return Config{}, err
	}
	return cfg, nil
}

func (c Config) validate() error {
	switch {
	case c.Epochs < 1:
		return fmt.Errorf("-epochs %d: at least 1 is needed", c.Epochs)
	case c.Hidden < 1 || c.Hidden > maxHidden:
		return fmt.Errorf("-hidden %d: a number from 1 to %d is needed", c.Hidden, maxHidden)
	case !(c.LearningRate > 0) || math.IsInf(c.LearningRate, 1):
		return fmt.Errorf("-lr %g: a positive number is needed", c.LearningRate)
	case c.Batch < 1:
		return fmt.Errorf("-batch %d: at least 1 is needed", c.Batch)
	case !(c.TestFraction > 0 && c.TestFraction < 1):
		return fmt.Errorf("-test-fraction %g: a number between 0 and 1 is needed", c.TestFraction)
	}
	return nil
}
