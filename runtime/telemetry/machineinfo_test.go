package telemetry

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestMachineInfoIsPythons compares the keys with those that Python recorded on Linux.
func TestMachineInfoIsPythons(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the record is Linux's")
	}
	info := MachineInfo(t.Context())
	want := readPython(t, "python_machine_info.json")
	for _, block := range []string{"memory", "disk", "platform", "process", "hostname", "login_name"} {
		got, want := shape(info[block]), shape(want[block])
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", block, got, want)
		}
	}
	for block := range want {
		if _, ok := info[block]; !ok {
			t.Errorf("Python has %s, we have not", block)
		}
	}
	pythons := want["cpu"].(map[string]any)
	for key := range info["cpu"].(map[string]any) {
		if _, ok := pythons[key]; !ok && key != "go_version" {
			t.Errorf("we have cpu.%s, Python has not", key)
		}
	}
	for _, key := range []string{"arch", "bits", "count"} {
		if info["cpu"].(map[string]any)[key] == nil {
			t.Errorf("cpu.%s is missing", key)
		}
	}
}

func TestMachineInfoHidesTheEnvironment(t *testing.T) {
	const secret = "hunter2-is-no-part-of-the-machine"
	t.Setenv("FLOWCEPT_TEST_SECRET", secret)
	info := MachineInfo(t.Context())
	if len(info) == 0 {
		t.Fatal("MachineInfo is empty")
	}
	if text := fmt.Sprint(info); strings.Contains(text, secret) || strings.Contains(text, "FLOWCEPT_TEST_SECRET") {
		t.Errorf("the environment is in MachineInfo: %s", text)
	}
	if env, ok := info["environment"]; ok {
		t.Errorf("MachineInfo has environment: %v", env)
	}
}

func TestMachineInfoEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if info := MachineInfo(ctx); info != nil {
		t.Errorf("MachineInfo of an ended context = %v, want nil", info)
	}
}
