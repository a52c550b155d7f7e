package nvml

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// openFake opens a library of our own with NVML's functions, compiled from testdata.
func openFake(t *testing.T) *Library {
	t.Helper()
	if err := load("no such library", &functions{}); errors.Is(err, ErrNotBuilt) {
		t.Skip("this test binary is built without cgo and without -tags flowcept_nvml")
	}
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("there is no C compiler (cc) to build the stand-in library with")
	}
	path := filepath.Join(t.TempDir(), "libfake.so")
	if out, err := exec.Command(cc, "-shared", "-fPIC", "-o", path, "testdata/fake.c").CombinedOutput(); err != nil {
		t.Fatalf("cc testdata/fake.c: %v\n%s", err, out)
	}
	l, err := OpenAt(path)
	if err != nil {
		t.Fatalf("OpenAt(%s): %v", path, err)
	}
	return l
}

func TestDevices(t *testing.T) {
	l := openFake(t)
	devices, err := l.All()
	if err != nil || len(devices) != 2 {
		t.Fatalf("All() = %d devices, %v; want 2", len(devices), err)
	}
	for i, d := range devices {
		memory, err := d.Memory()
		if want := uint64(10<<30) + uint64(i); memory != want || err != nil {
			t.Errorf("device %d: Memory() = %d, %v; want %d", i, memory, err, want)
		}
		degrees, err := d.Temperature()
		if want := uint64(40 + i); degrees != want || err != nil {
			t.Errorf("device %d: Temperature() = %d, %v; want %d", i, degrees, err, want)
		}
	}
	if name, err := devices[1].Name(); name != "NVIDIA Fake 1" || err != nil {
		t.Errorf("Name() = %q, %v; want NVIDIA Fake 1", name, err)
	}
	if uuid, err := devices[0].UUID(); uuid != "GPU-aaaaaaaa-0000-0000-0000-000000000000" || err != nil {
		t.Errorf("UUID() = %q, %v", uuid, err)
	}
	if power, err := devices[0].Power(); power != 71234 || err != nil {
		t.Errorf("Power() = %d, %v; want 71234", power, err)
	}
	_, err = devices[1].Power()
	if !NotSupported(err) || err.Error() != "nvmlDeviceGetPowerUsage: Not Supported (3)" {
		t.Errorf("Power() of the device that has none: %v", err)
	}
}

func TestClose(t *testing.T) {
	l := openFake(t)
	if err := l.Close(); err != nil {
		t.Fatalf("Close() = %v", err)
	}
	if _, err := l.All(); err == nil || !strings.Contains(err.Error(), "Uninitialized") {
		t.Errorf("All() after Close: %v, want Uninitialized", err)
	}
}

func TestVisible(t *testing.T) {
	l := openFake(t)
	for list, want := range map[string][]int{
		"":                  {0, 1},
		"1":                 {1},
		"1,0":               {1, 0},
		" 0 , 1 ":           {0, 1},
		"-1":                nil,
		"0,5,1":             {0},
		"NoDevFiles":        nil,
		"GPU-bbbb":          {1},
		"GPU-bbbb,GPU-aaaa": {1, 0},
		"GPU-cccc":          nil,
		"0,MIG-cccccccc-2222-2222-2222-222222222222": {0, 1},
		"MIG-dddddddd": nil,
	} {
		devices, err := l.Visible(list)
		if err != nil {
			t.Errorf("Visible(%q): %v", list, err)
			continue
		}
		var got []int
		for _, d := range devices {
			got = append(got, d.Index)
		}
		if len(got) != len(want) {
			t.Errorf("Visible(%q) = %v, want %v", list, got, want)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("Visible(%q) = %v, want %v", list, got, want)
			}
		}
	}
}

func TestNoSuchLibrary(t *testing.T) {
	path := filepath.Join(t.TempDir(), "libnvidia-ml.so.1")
	if _, err := OpenAt(path); err == nil {
		t.Errorf("OpenAt(%s) of a missing library succeeded", path)
	} else if !errors.Is(err, ErrNotBuilt) && !strings.Contains(err.Error(), path) {
		t.Errorf("OpenAt(%s) = %v, which does not name the library", path, err)
	}
}

// TestNotTheLibrary opens a shared library that has none of NVML's functions.
func TestNotTheLibrary(t *testing.T) {
	if err := load("no such library", &functions{}); errors.Is(err, ErrNotBuilt) {
		t.Skip("this test binary is built without cgo and without -tags flowcept_nvml")
	}
	if l, err := OpenAt("libc.so.6"); err == nil {
		t.Errorf("OpenAt(libc.so.6) = %v, want an error", l)
	}
}

// TestRealDevice needs an NVIDIA device.
func TestRealDevice(t *testing.T) {
	l, err := Open()
	if err != nil {
		t.Skipf("no NVIDIA device: %v", err)
	}
	defer l.Close()
	devices, err := l.Visible(os.Getenv("CUDA_VISIBLE_DEVICES"))
	if err != nil || len(devices) == 0 {
		t.Skipf("no visible NVIDIA device: %v", err)
	}
	for _, d := range devices {
		name, err := d.Name()
		if err != nil || name == "" {
			t.Errorf("device %d: Name() = %q, %v", d.Index, name, err)
		}
		uuid, err := d.UUID()
		if err != nil || !strings.HasPrefix(uuid, "GPU-") && !strings.HasPrefix(uuid, "MIG-") {
			t.Errorf("device %d: UUID() = %q, %v", d.Index, uuid, err)
		}
		used, err := d.Memory()
		if err != nil || used == 0 || used > 1<<42 {
			t.Errorf("device %d: Memory() = %d, %v", d.Index, used, err)
		}
		degrees, err := d.Temperature()
		if err != nil && !NotSupported(err) || degrees > 150 {
			t.Errorf("device %d: Temperature() = %d, %v", d.Index, degrees, err)
		}
		power, err := d.Power()
		if err != nil && !NotSupported(err) || power > 2_000_000 {
			t.Errorf("device %d: Power() = %d mW, %v", d.Index, power, err)
		}
	}
}
