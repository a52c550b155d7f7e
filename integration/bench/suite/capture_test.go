//go:build flowcept

package suite

import (
	"context"
	"testing"

	"github.com/flowcept/flowcept-go/integration/bench/calls"
	flowcept "github.com/flowcept/flowcept-go/runtime"
	"github.com/flowcept/flowcept-go/runtime/capture"
	"github.com/flowcept/flowcept-go/runtime/publish"
	"github.com/flowcept/flowcept-go/runtime/telemetry"
)

var captured = []struct {
	name string
	run  func(n int)
}{
	{"task", times(calls.Task)},
	{"lightweight", times(calls.Lightweight)},
	{"iteration", func(n int) { calls.Loop(n) }},
	{"lightweight_iteration", func(n int) { calls.LightweightLoop(n) }},
	{"custom", times(custom)},
}

// custom is Task recorded by hand.
func custom(x int, name string, lr float64) int {
	t := flowcept.NewTask(context.Background(), "custom", flowcept.Used{"x": x, "name": name, "lr": lr})
	y := calls.Plain(x, name, lr)
	t.End(flowcept.Generated{"y": y})
	return y
}

// BenchmarkCall is what a call costs its caller.
func BenchmarkCall(b *testing.B) {
	for _, c := range captured {
		b.Run(c.name, func(b *testing.B) {
			r := start(b, file(b), capture.Config{})
			bursts(b, burstCalls, r.flush, c.run)
			r.stop()
		})
	}
	b.Run("telemetry", func(b *testing.B) {
		sampler, err := telemetry.Start(telemetry.Config{
			CPU: true, PerCPU: true, Process: true, Memory: true, Disk: true, Network: true,
		})
		if err != nil {
			b.Fatal(err)
		}
		defer sampler.Stop()
		r := start(b, file(b), capture.Config{Telemetry: sampler.Append})
		bursts(b, measuredCalls, r.flush, times(calls.Task))
		r.stop()
	})
}

// BenchmarkDelivered is what a record costs in all.
func BenchmarkDelivered(b *testing.B) {
	for _, to := range []struct {
		name string
		open func(*testing.B) publish.Transport
	}{
		{"file", file},
		{"topic", topic},
		{"nowhere", func(*testing.B) publish.Transport { return nowhere{} }},
	} {
		for _, c := range captured {
			b.Run(c.name+"_to_"+to.name, func(b *testing.B) {
				r := start(b, to.open(b), capture.Config{})
				b.ResetTimer()
				parallel(b, c.run)
				r.flush()
				r.stop()
			})
		}
	}
}
