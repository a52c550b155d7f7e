package telemetry

import (
	"context"
	"os"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/about"
	"github.com/tinylib/msgp/msgp"
)

// MachineInfo describes the machine and this process under the keys of Flowcept's
// machine_info: memory, disk, platform, cpu, network, hostname, login_name, process,
// and gpu with the metrics that gpu names (as [Config.GPU]). The values are maps with
// string keys, []any, string, bool, int64, uint64 and float64. Flowcept's environment
// is never among them. It takes milliseconds, with a GPU seconds; nil where ctx ends first.
func MachineInfo(ctx context.Context, gpu ...string) map[string]any {
	if ctx.Err() != nil {
		return nil
	}
	info := make(chan map[string]any, 1)
	go func() { info <- machineInfo(ctx, gpu) }()
	select {
	case m := <-info:
		return m
	case <-ctx.Done():
		return nil
	}
}

func machineInfo(ctx context.Context, gpu []string) map[string]any {
	info := map[string]any{
		"platform": about.Platform(ctx),
		"cpu":      about.CPU(ctx),
		"network":  about.Network(),
	}
	moment := onceSampled(Config{Process: true, Memory: true, Disk: true, GPU: gpu})
	for _, key := range []string{"memory", "process", "gpu"} {
		if value, ok := moment[key]; ok {
			info[key] = value
		}
	}
	if disk, ok := moment["disk"].(map[string]any); ok {
		info["disk"] = disk["disk_usage"]
	}
	if name, err := os.Hostname(); err == nil {
		info["hostname"] = name
	}
	if name := about.Login(); name != "" {
		info["login_name"] = name
	}
	return info
}

// onceSampled returns what a Sampler would append, without starting one.
func onceSampled(cfg Config) map[string]any {
	s := &Sampler{}
	c := s.prepare(cfg, DefaultInterval)
	defer c.close()
	if len(cfg.GPU) > 0 {
		c.addGPU(cfg.GPU)
	}
	s.publish(c)
	moment, _, err := msgp.ReadMapStrIntfBytes(s.Append(nil), nil)
	if err != nil {
		return nil
	}
	return moment
}
