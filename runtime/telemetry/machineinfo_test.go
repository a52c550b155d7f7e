package telemetry

import (
	"context"
	"fmt"
	"net"
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

func TestAddresses(t *testing.T) {
	nic := net.Interface{Name: "eth0", Flags: net.FlagBroadcast}
	for cidr, want := range map[string]string{
		"192.0.2.2/24":   "map[address:192.0.2.2 broadcast:192.0.2.255 family:2 netmask:255.255.255.0]",
		"198.51.100.9/8": "map[address:198.51.100.9 broadcast:198.255.255.255 family:2 netmask:255.0.0.0]",
	} {
		ip, network, err := net.ParseCIDR(cidr)
		if err != nil {
			t.Fatal(err)
		}
		network.IP = ip
		if got := fmt.Sprint(addressInfo(nic, network)); got != want {
			t.Errorf("%s: %s, want %s", cidr, got, want)
		}
	}
	ip, network, err := net.ParseCIDR("fe80::1/64")
	if err != nil {
		t.Fatal(err)
	}
	network.IP = ip
	got := addressInfo(nic, network)
	if got["address"] != "fe80::1%eth0" || got["netmask"] != "ffff:ffff:ffff:ffff::" {
		t.Errorf("fe80::1/64: %v, want fe80::1%%eth0 and ffff:ffff:ffff:ffff::", got)
	}
}
