package main

import (
	"bytes"
	"encoding/gob"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSameFlagsPrintTheSame(t *testing.T) {
	output := func(args ...string) string {
		var stdout, stderr bytes.Buffer
		if code := command(append(args, "-epochs=3"), &stdout, &stderr); code != 0 || stderr.Len() > 0 {
			t.Fatalf("digits %s: got exit code %d and stderr %q, want 0 and nothing", args, code, &stderr)
		}
		return stdout.String()
	}
	first := output("-seed=7")
	if again := output("-seed=7"); again != first {
		t.Errorf("seed 7 twice: got\n%s\nthen\n%s", first, again)
	}
	if other := output("-seed=8"); other == first {
		t.Errorf("seeds 7 and 8: got the same output\n%s", other)
	}
	for _, want := range []string{"loaded 1797 images", "training on 1438, testing on 359", "epoch  3  loss", "test accuracy", "recognised as"} {
		if !strings.Contains(first, want) {
			t.Errorf("output lacks %q:\n%s", want, first)
		}
	}
}

func TestExitCodes(t *testing.T) {
	for _, test := range []struct {
		args   string
		code   int
		stderr string
	}{
		{"-help", 0, "-test-fraction"},
		{"-epochs=0", 2, "digits: -epochs 0: at least 1"},
		{"-epochs=many", 2, `invalid value "many" for flag -epochs`},
		{"-hidden=-1", 2, "digits: -hidden -1: a number from 1 to 16384"},
		{"-hidden=1000000000", 2, "digits: -hidden 1000000000:"},
		{"-lr=0", 2, "digits: -lr 0: a positive number"},
		{"-lr=NaN", 2, "digits: -lr NaN:"},
		{"-lr=Inf", 2, "digits: -lr +Inf:"},
		{"-batch=0", 2, "digits: -batch 0: at least 1"},
		{"-seed=-1", 2, `invalid value "-1" for flag -seed`},
		{"-test-fraction=1", 2, "digits: -test-fraction 1: a number between 0 and 1"},
		{"-test-fraction=NaN", 2, "digits: -test-fraction NaN:"},
		{"-nosuch", 2, "flag provided but not defined"},
		{"extra", 2, `digits: unexpected argument "extra"`},
		{"-test-fraction=0.0001", 1, "digits: split: a test fraction of 0.0001"},
		{"-lr=1e200", 1, "digits: train: epoch 1 diverged"},
		{"-epochs=1 -model=" + filepath.Join("no", "such", "folder"), 1, "digits: save: open no"},
	} {
		var stdout, stderr bytes.Buffer
		code := command(strings.Fields(test.args), &stdout, &stderr)
		if code != test.code || !strings.Contains(stderr.String(), test.stderr) {
			t.Errorf("digits %s: got exit code %d and stderr %q, want %d and %q", test.args, code, &stderr, test.code, test.stderr)
		}
		if code != 1 && stdout.Len() > 0 {
			t.Errorf("digits %s: got stdout %q, want nothing", test.args, &stdout)
		}
	}
}

func TestSavedNetworkIsTheTrainedOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "digits.gob")
	var stdout, stderr bytes.Buffer
	if code := command([]string{"-epochs=3", "-model", path}, &stdout, &stderr); code != 0 {
		t.Fatalf("got exit code %d and stderr %q, want 0", code, &stderr)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var net Network
	if err := gob.NewDecoder(bytes.NewReader(file)).Decode(&net); err != nil {
		t.Fatal(err)
	}
	_, testSet, err := split(loadDigits(t), 0.2, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, confusion := evaluate(&net, testSet)
	if !strings.Contains(stdout.String(), confusion.String()) {
		t.Errorf("the saved network gives\n%swant what the run printed:\n%s", confusion, &stdout)
	}
}
