package about

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// caches returns the sizes in bytes of all the processors' caches together, under
// py-cpuinfo's names.
func caches(sys string) map[string]uint64 {
	sizes := map[string]uint64{}
	seen := map[string]bool{} // a cache that several processors share is listed under each
	dirs, _ := filepath.Glob(filepath.Join(sys, "devices/system/cpu/cpu[0-9]*/cache/index[0-9]*"))
	for _, dir := range dirs {
		read := func(name string) string {
			text, _ := os.ReadFile(filepath.Join(dir, name))
			return strings.TrimSpace(string(text))
		}
		level, kind, shared := read("level"), read("type"), read("shared_cpu_list")
		key := cacheKey(level, kind)
		cache := level + kind + shared
		if key == "" || seen[cache] {
			continue
		}
		seen[cache] = true
		if kB, err := strconv.ParseUint(strings.TrimSuffix(read("size"), "K"), 10, 64); err == nil {
			sizes[key] += kB * 1024
		}
	}
	return sizes
}

func cacheKey(level, kind string) string {
	switch {
	case level == "1" && kind == "Data":
		return "l1_data_cache_size"
	case level == "1" && kind == "Instruction":
		return "l1_instruction_cache_size"
	case level == "2", level == "3":
		return "l" + level + "_cache_size"
	}
	return ""
}
