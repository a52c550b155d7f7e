package about

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
	"github.com/shirou/gopsutil/v4/cpu"
)

// CPU describes the processors as Python's py-cpuinfo does, which Flowcept
// uses; where that names Python's version, this names Go's.
func CPU(ctx context.Context) map[string]any {
	info := map[string]any{
		"go_version": runtime.Version(),
		"arch":       arch(runtime.GOARCH),
		"bits":       int64(strconv.IntSize),
		"count":      int64(runtime.NumCPU()),
	}
	processors, err := cpu.InfoWithContext(ctx)
	if err != nil || len(processors) == 0 {
		return info
	}
	if n, err := cpu.CountsWithContext(ctx, true); err == nil {
		info["count"] = int64(n) // NumCPU has only those that this process may use
	}
	p := processors[0]
	text := func(key, value string) {
		if value != "" {
			info[key] = value
		}
	}
	text("vendor_id_raw", p.VendorID)
	text("brand_raw", p.ModelName)
	number := func(key, value string) {
		if n, err := strconv.ParseInt(value, 10, 64); err == nil {
			info[key] = n
		}
	}
	number("family", p.Family)
	number("model", p.Model)
	info["stepping"] = int64(p.Stepping)
	flags := []any{}
	for _, f := range slices.Sorted(slices.Values(p.Flags)) {
		flags = append(flags, f)
	}
	info["flags"] = flags
	clockInfo(info, p.Mhz)
	for key, size := range caches("/sys") {
		info[key] = int64(size)
	}
	return info
}

// clockInfo adds the clock rate: advertised, the highest where that is known, and now.
func clockInfo(info map[string]any, advertised float64) {
	m := host.OpenMachine(nil)
	defer m.Close()
	now, err := m.Frequency()
	if err != nil || now == 0 {
		now = advertised
	}
	for key, mhz := range map[string]float64{"advertised": advertised, "actual": now} {
		if mhz > 0 {
			info["hz_"+key] = []any{int64(mhz * 1e6), int64(0)}
			info["hz_"+key+"_friendly"] = fmt.Sprintf("%.4f GHz", mhz/1000)
		}
	}
}

// arch is py-cpuinfo's word for an architecture.
func arch(goarch string) string {
	words := map[string]string{
		"amd64": "X86_64", "386": "X86_32", "arm64": "ARM_8", "arm": "ARM_7", "ppc64le": "PPC_64",
		"ppc64": "PPC_64", "s390x": "S390X", "riscv64": "RISCV_64", "mips": "MIPS_32", "mips64": "MIPS_64", "loong64": "LOONG_64",
	}
	if word, ok := words[goarch]; ok {
		return word
	}
	return goarch
}
