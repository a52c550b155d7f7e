package about

import (
	"net"
	"net/netip"
	"runtime"
	"syscall"
)

// Network lists each interface's addresses as psutil's net_if_addrs does;
// what an address does not have is left out.
func Network() map[string]any {
	info := map[string]any{}
	interfaces, err := net.Interfaces()
	if err != nil {
		return info
	}
	for _, nic := range interfaces {
		list := []any{}
		addresses, _ := nic.Addrs()
		for _, a := range addresses {
			if ip, ok := a.(*net.IPNet); ok {
				list = append(list, addressInfo(nic, ip))
			}
		}
		if len(nic.HardwareAddr) > 0 {
			list = append(list, map[string]any{"family": int64(linkFamily()), "address": nic.HardwareAddr.String()})
		}
		if len(list) > 0 {
			info[nic.Name] = list
		}
	}
	return info
}

func addressInfo(nic net.Interface, ip *net.IPNet) map[string]any {
	v4 := ip.IP.To4()
	if v4 == nil {
		address := ip.IP.String()
		if ip.IP.IsLinkLocalUnicast() {
			address += "%" + nic.Name
		}
		return map[string]any{"family": int64(syscall.AF_INET6), "address": address, "netmask": maskText(ip.Mask)}
	}
	info := map[string]any{"family": int64(syscall.AF_INET), "address": v4.String(), "netmask": maskText(ip.Mask)}
	if nic.Flags&net.FlagBroadcast != 0 && len(ip.Mask) == net.IPv4len {
		broadcast := make(net.IP, net.IPv4len)
		for i := range broadcast {
			broadcast[i] = v4[i] | ^ip.Mask[i]
		}
		info["broadcast"] = broadcast.String()
	}
	return info
}

// maskText writes a mask as an address: 255.255.255.0, ffff:ffff:ffff:ffff::.
func maskText(mask net.IPMask) string {
	a, ok := netip.AddrFromSlice(mask)
	if !ok {
		return mask.String()
	}
	return a.String()
}

// linkFamily is the number that Python has for the family of hardware addresses.
func linkFamily() int {
	switch runtime.GOOS {
	case "linux":
		return 17 // AF_PACKET
	case "windows":
		return -1
	}
	return 18 // AF_LINK
}
