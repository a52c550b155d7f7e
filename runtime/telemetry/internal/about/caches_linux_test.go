package about

import (
	"maps"
	"os"
	"path/filepath"
	"testing"
)

// TestCaches has two processors with level-1 caches of their own and one of level 2 together.
func TestCaches(t *testing.T) {
	sys := t.TempDir()
	for path, files := range map[string]map[string]string{
		"cpu0/cache/index0": {"level": "1", "type": "Data", "size": "32K", "shared_cpu_list": "0"},
		"cpu0/cache/index1": {"level": "1", "type": "Instruction", "size": "64K", "shared_cpu_list": "0"},
		"cpu0/cache/index2": {"level": "2", "type": "Unified", "size": "1024K", "shared_cpu_list": "0-1"},
		"cpu1/cache/index0": {"level": "1", "type": "Data", "size": "32K", "shared_cpu_list": "1"},
		"cpu1/cache/index2": {"level": "2", "type": "Unified", "size": "1024K", "shared_cpu_list": "0-1"},
		"cpu1/cache/index3": {"level": "4", "type": "Unified", "size": "9K", "shared_cpu_list": "0-1"},
		"cpu1/cache/index4": {"level": "3", "type": "Unified", "size": "nonsense", "shared_cpu_list": "0-1"},
	} {
		dir := filepath.Join(sys, "devices/system/cpu", path)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := map[string]uint64{"l1_data_cache_size": 64 << 10, "l1_instruction_cache_size": 64 << 10, "l2_cache_size": 1 << 20}
	if got := caches(sys); !maps.Equal(got, want) {
		t.Errorf("caches = %v, want %v", got, want)
	}
}
