//go:build !linux

package host

// Caches returns nothing: gopsutil does not tell the caches' sizes.
func Caches() map[string]uint64 { return nil }
