package telemetry

import (
	"fmt"
	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
	"testing"
	"time"
)

func TestZZ(t *testing.T) {
	meas := func(name string, cfg Config, keep func(string) bool) {
		s := &Sampler{}
		c := s.prepare(cfg, DefaultInterval)
		var k []*source
		for _, x := range c.sources {
			if keep(x.block) {
				k = append(k, x)
			}
		}
		c.sources = k
		s.quit, s.done = make(chan struct{}), make(chan struct{})
		go s.run(c, nil, make(chan struct{}))
		own := host.OpenOwn()
		var a, b host.Reading
		own.Read(&a)
		t0 := time.Now()
		time.Sleep(4 * time.Second)
		own.Read(&b)
		fmt.Printf("%-20s %.3f%%  switches %d\n", name, 100*(b.Times.Values[0]+b.Times.Values[1]-a.Times.Values[0]-a.Times.Values[1])/time.Since(t0).Seconds(), b.Switches.Values[0]-a.Switches.Values[0])
		s.Stop()
	}
	def := Config{CPU: true, Process: true, Memory: true}
	meas("none", def, func(string) bool { return false })
	for _, n := range []string{"cpu", "cpu frequency", "process", "process CPU time", "memory"} {
		meas(n, def, func(b string) bool { return b == n })
	}
	meas("def", def, func(string) bool { return true })
	meas("def-slow", def, func(b string) bool { return b == "cpu" || b == "memory" || b == "process CPU time" })
}
