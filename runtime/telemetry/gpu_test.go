package telemetry

import (
	"errors"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/nvml"
	"github.com/tinylib/msgp/msgp"
)

// fakeGPUs opens a stand-in for NVIDIA's library with two devices, of which the
// second measures no power.
func fakeGPUs(t *testing.T) func() (*nvml.Library, error) {
	t.Helper()
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no C compiler (cc) to build the stand-in library with")
	}
	path := filepath.Join(t.TempDir(), "libfake.so")
	if out, err := exec.Command(cc, "-shared", "-fPIC", "-o", path, "internal/nvml/testdata/fake.c").CombinedOutput(); err != nil {
		t.Fatalf("cc fake.c: %v\n%s", err, out)
	}
	if _, err := nvml.OpenAt(path); errors.Is(err, nvml.ErrNotBuilt) {
		t.Skip("this test binary is built without cgo and without -tags flowcept_nvml")
	}
	return func() (*nvml.Library, error) { return nvml.OpenAt(path) }
}

func TestGPUKeys(t *testing.T) {
	t.Setenv("CUDA_VISIBLE_DEVICES", "")
	open := fakeGPUs(t)
	for _, c := range []struct {
		chosen []string
		want   map[string]any
	}{
		{[]string{"used", "temperature", "power", "name", "id"}, map[string]any{
			"gpu_0": map[string]any{"used": uint64(10 << 30), "temperature": int64(40), "power": uint64(71234),
				"name": "NVIDIA Fake 0", "id": "GPU-aaaaaaaa-0000-0000-0000-000000000000"},
			"gpu_1": map[string]any{"used": uint64(10<<30 + 1), "temperature": int64(41),
				"name": "NVIDIA Fake 1", "id": "GPU-bbbbbbbb-1111-1111-1111-111111111111"},
		}},
		{[]string{"temperature", "activity", "others"}, map[string]any{
			"gpu_0": map[string]any{"temperature": int64(40)}, "gpu_1": map[string]any{"temperature": int64(41)},
		}},
	} {
		g := &gpuBlock{chosen: c.chosen, open: open}
		for range 2 {
			if err := g.read(); err != nil {
				t.Fatalf("%v: read: %v", c.chosen, err)
			}
		}
		got, _, err := msgp.ReadMapStrIntfBytes(g.append(nil), nil)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%v: got %v (%v), want %v", c.chosen, got, err, c.want)
		}
		g.close()
	}
}

func TestVisibleGPUs(t *testing.T) {
	open := fakeGPUs(t)
	t.Setenv("CUDA_VISIBLE_DEVICES", "1")
	g := &gpuBlock{chosen: []string{"used"}, open: open}
	if err := g.read(); err != nil {
		t.Fatalf("read: %v", err)
	}
	defer g.close()
	if len(g.devices) != 1 || g.devices[0].key != "gpu_1" {
		t.Errorf("devices = %v, want gpu_1 alone", g.devices)
	}
}

// TestNoGPU chooses the block where there is none: no error, no key, no failure.
func TestNoGPU(t *testing.T) {
	s := &Sampler{}
	c := s.prepare(Config{GPU: []string{"used"}}, DefaultInterval)
	defer c.close()
	c.addGPU([]string{"used"})
	missing := errors.New("libnvidia-ml.so.1: cannot open shared object file")
	c.gpu.open = func() (*nvml.Library, error) { return nil, missing }
	for range 3 {
		again(c)
		s.publish(c)
	}
	if m := now(t, s); len(m) != 0 {
		t.Errorf("Append = %v, want an empty map", m)
	}
	if n := s.Failures(); n != 0 {
		t.Errorf("Failures() = %d, want 0", n)
	}
	if err := s.Err(); !errors.Is(err, missing) {
		t.Errorf("Err() = %v, want %v", err, missing)
	}
}

// TestRealGPU needs an NVIDIA device.
func TestRealGPU(t *testing.T) {
	s := start(t, Config{GPU: []string{"used", "temperature", "power", "name", "id"}})
	gpus, ok := now(t, s)["gpu"].(map[string]any)
	if !ok {
		t.Skipf("no NVIDIA device: %v", s.Err())
	}
	for key, value := range gpus {
		gpu := value.(map[string]any)
		if name, _ := gpu["name"].(string); name == "" {
			t.Errorf("%s has no name: %v", key, gpu)
		}
		if id, _ := gpu["id"].(string); id == "" {
			t.Errorf("%s has no id: %v", key, gpu)
		}
		if gpu["used"] == nil {
			t.Errorf("%s tells no memory in use: %v", key, gpu)
		}
	}
}
