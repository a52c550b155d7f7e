package telemetry

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/tinylib/msgp/msgp"
)

// all chooses every block.
var all = Config{CPU: true, PerCPU: true, Process: true, Memory: true, Disk: true, Network: true, GPU: []string{"used", "name"}}

// start starts a Sampler that the end of the test stops.
func start(t testing.TB, cfg Config) *Sampler {
	t.Helper()
	s, err := Start(cfg)
	if err != nil {
		t.Fatalf("Start(%+v): %v", cfg, err)
	}
	t.Cleanup(s.Stop)
	return s
}

// now decodes what s appends.
func now(t testing.TB, s *Sampler) map[string]any {
	t.Helper()
	b := s.Append([]byte("before"))
	m, rest, err := msgp.ReadMapStrIntfBytes(b[len("before"):], nil)
	if err != nil || len(rest) > 0 {
		t.Fatalf("Append gave no msgpack map: %v, %d bytes left, % x", err, len(rest), b)
	}
	return m
}

// readPython reads a record of Python's, its numbers as they are written.
func readPython(t *testing.T, name string) map[string]any {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

// shape lists the paths of a value's leaves with their kinds. Names of disks and
// interfaces become "*", and so do the places of a list.
func shape(value any) []string {
	paths := map[string]bool{}
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for key, x := range v {
				if strings.HasSuffix(path, "_per_disk") || strings.HasSuffix(path, "_per_interface") {
					key = "*"
				}
				walk(path+"."+key, x)
			}
		case []any:
			for _, x := range v {
				walk(path+"[]", x)
			}
		default:
			paths[path+" "+kind(v)] = true
		}
	}
	walk("", value)
	list := make([]string, 0, len(paths))
	for p := range paths {
		list = append(list, p)
	}
	sort.Strings(list)
	return list
}

func kind(v any) string {
	switch v := v.(type) {
	case int64, uint64:
		return "int"
	case float64:
		return "float"
	case json.Number:
		if strings.ContainsAny(v.String(), ".e") {
			return "float"
		}
		return "int"
	}
	return fmt.Sprintf("%T", v)
}

// TestKeysArePythons compares every key, and whether it is whole or fractional,
// with a record that Python sent from Linux.
func TestKeysArePythons(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the record is Linux's; psutil has other keys on " + runtime.GOOS)
	}
	s := start(t, all)
	got := shape(now(t, s))
	record := readPython(t, "python_task.json")
	for _, moment := range []string{"telemetry_at_start", "telemetry_at_end"} {
		want := shape(record[moment])
		for _, path := range want {
			if !slices.Contains(got, path) && !absentHere(path, now(t, s)) {
				t.Errorf("%s has %s, we have not", moment, path)
			}
		}
		for _, path := range got {
			if !slices.Contains(want, path) && !strings.HasPrefix(path, ".gpu.") {
				t.Errorf("we have %s, %s has not", path, moment)
			}
		}
	}
}

// absentHere reports whether the machine that runs the test cannot have path.
func absentHere(path string, here map[string]any) bool {
	has := func(block, key string) bool {
		m, _ := here[block].(map[string]any)
		_, ok := m[key]
		return ok
	}
	switch {
	case strings.HasPrefix(path, ".cpu.frequency"):
		return !has("cpu", "frequency")
	case strings.HasPrefix(path, ".disk.io_"):
		return !has("disk", "io_per_disk")
	case strings.HasPrefix(path, ".network.netio_per_interface."):
		interfaces := here["network"].(map[string]any)["netio_per_interface"].(map[string]any)
		return len(interfaces) == 0 // none has both sent and received
	}
	return false
}

// TestBlocksAreChosen asks for one block at a time.
func TestBlocksAreChosen(t *testing.T) {
	for _, c := range []struct {
		cfg  Config
		want []string
	}{
		{Config{CPU: true}, []string{"cpu"}},
		{Config{PerCPU: true}, []string{"cpu"}},
		{Config{Process: true}, []string{"process"}},
		{Config{Memory: true}, []string{"memory"}},
		{Config{Disk: true}, []string{"disk"}},
		{Config{Network: true}, []string{"network"}},
		{Config{CPU: true, Process: true, Memory: true}, []string{"cpu", "memory", "process"}},
		{Config{MachineInfo: true}, nil},
		{Config{}, nil},
	} {
		var got []string
		for key := range now(t, start(t, c.cfg)) {
			got = append(got, key)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v records %v, want %v", c.cfg, got, c.want)
		}
	}
	cpu := now(t, start(t, Config{PerCPU: true}))["cpu"].(map[string]any)
	if _, ok := cpu["times_avg"]; ok || len(cpu) != 2 {
		t.Errorf("per_cpu alone records %v, want times_per_cpu and percent_per_cpu", cpu)
	}
}
