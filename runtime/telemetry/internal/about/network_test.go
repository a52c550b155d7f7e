package about

import (
	"fmt"
	"net"
	"testing"
)

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
