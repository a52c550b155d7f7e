package prov_test

import (
	"bytes"
	"math"
	"math/rand/v2"
	"os/exec"
	"testing"

	"github.com/tinylib/msgp/msgp"

	"github.com/flowcept/flowcept-go/internal/services"
)

// TestPythonWritesTheSame has Python read our lines and write them again: they
// come back byte for byte, so we spell all as json.dumps does, floats above all.
func TestPythonWritesTheSame(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		services.Missing(t, "python3 on PATH")
	}
	rnd := rand.New(rand.NewPCG(5, 6))
	var lines []byte
	for range 2000 {
		lines = append(lines, transcode(t, encode(t, map[string]any{"v": randomValue(rnd, 3)}))...)
		lines = append(lines, '\n')
	}
	floats := make([]any, 0, 20_000)
	for len(floats) < cap(floats) {
		floats = append(floats, randomFloat(rnd))
	}
	lines = append(lines, transcode(t, encode(t, floats))...)
	lines = append(lines, '\n')

	cmd := exec.Command(python, "-c", `
import json, sys
for line in sys.stdin.buffer:
    text = json.dumps(json.loads(line), ensure_ascii=False)
    sys.stdout.buffer.write(text.encode("utf-8") + b"\n")
`)
	cmd.Stdin = bytes.NewReader(lines)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.Bytes())
	}
	want, got := bytes.Split(out, []byte("\n")), bytes.Split(lines, []byte("\n"))
	for i := range min(len(got), len(want)) {
		if !bytes.Equal(got[i], want[i]) {
			t.Fatalf("line %d: got %s\nwant %s", i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %d lines, want %d", len(got), len(want))
	}
}

// TestSinglesReadBack: the digits of a float32 lead back to it.
func TestSinglesReadBack(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	for range 20_000 {
		want := math.Float32frombits(rnd.Uint32())
		text := transcode(t, msgp.AppendFloat32(nil, want))
		m := decodeLine(t, `{"f": `+text+`}`)
		got, ok := m["f"].(float64)
		if !ok || float32(got) != want && !(math.IsNaN(got) && want != want) {
			t.Fatalf("float32 %g: %s reads back as %v", want, text, m["f"])
		}
	}
}
