//go:build !unix || aix

package about

import (
	"context"
	"os"
	"runtime"
	"strings"

	"github.com/shirou/gopsutil/v4/host"
)

// Platform is what Python's platform.uname tells.
func Platform(ctx context.Context) map[string]any {
	info := map[string]any{"system": strings.ToUpper(runtime.GOOS[:1]) + runtime.GOOS[1:], "processor": ""}
	if name, err := os.Hostname(); err == nil {
		info["node"] = name
	}
	if h, err := host.InfoWithContext(ctx); err == nil {
		info["release"], info["version"], info["machine"] = h.Platform, h.KernelVersion, h.KernelArch
	}
	return info
}
