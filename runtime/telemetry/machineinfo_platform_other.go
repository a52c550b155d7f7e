//go:build !unix || aix

package telemetry

import (
	"context"
	"os"
	"runtime"
	"strings"

	"github.com/shirou/gopsutil/v4/host"
)

// platformInfo is what Python's platform.uname tells.
func platformInfo(ctx context.Context) map[string]any {
	info := map[string]any{"system": strings.ToUpper(runtime.GOOS[:1]) + runtime.GOOS[1:], "processor": ""}
	if name, err := os.Hostname(); err == nil {
		info["node"] = name
	}
	if h, err := host.InfoWithContext(ctx); err == nil {
		info["release"], info["version"], info["machine"] = h.Platform, h.KernelVersion, h.KernelArch
	}
	return info
}
