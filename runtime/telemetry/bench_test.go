package telemetry

import (
	"testing"
	"time"

	"github.com/flowcept/flowcept-go/runtime/telemetry/internal/host"
)

var benchConfigs = []struct {
	name string
	cfg  Config
}{
	{"default", Config{CPU: true, Process: true, Memory: true}},
	{"all", Config{CPU: true, PerCPU: true, Process: true, Memory: true, Disk: true, Network: true}},
}

// BenchmarkAppend is what a task pays, twice.
func BenchmarkAppend(b *testing.B) {
	for _, c := range append(benchConfigs[:2:2], struct {
		name string
		cfg  Config
	}{"nothing", Config{}}) {
		b.Run(c.name, func(b *testing.B) {
			s := start(b, c.cfg)
			buf := make([]byte, 0, 1<<16)
			b.ReportAllocs()
			for b.Loop() {
				buf = s.Append(buf[:0])
			}
			b.ReportMetric(float64(len(buf)), "B/record")
		})
	}
}

func BenchmarkAppendParallel(b *testing.B) {
	s := start(b, benchConfigs[0].cfg)
	b.RunParallel(func(pb *testing.PB) {
		buf := make([]byte, 0, 1<<16)
		for pb.Next() {
			buf = s.Append(buf[:0])
		}
	})
}

// BenchmarkSample is one sampling in the background.
func BenchmarkSample(b *testing.B) {
	for _, c := range benchConfigs {
		b.Run(c.name, func(b *testing.B) {
			s := &Sampler{}
			collector := s.prepare(c.cfg, DefaultInterval)
			defer collector.close()
			b.ReportAllocs()
			for b.Loop() {
				again(collector)
				s.publish(collector)
			}
		})
	}
}

// BenchmarkBackground lets a Sampler run beside an idle program for a second a
// turn, and says what share of one processor that takes.
func BenchmarkBackground(b *testing.B) {
	for _, c := range benchConfigs {
		b.Run(c.name, func(b *testing.B) {
			start(b, c.cfg)
			own := host.OpenOwn()
			var before, after host.Reading
			own.Read(&before)
			for b.Loop() {
				<-time.After(time.Second)
			}
			own.Read(&after)
			spent := after.Times.Values[0] + after.Times.Values[1] - before.Times.Values[0] - before.Times.Values[1]
			b.ReportMetric(spent/b.Elapsed().Seconds()*100, "%core")
			b.ReportMetric(0, "ns/op")
		})
	}
}
