//go:build unix

package flowcept_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"

	flowcept "github.com/flowcept/flowcept-go/runtime"
)

// BenchmarkOnline is the way from a call to the acknowledgement of its record, by a broker in this process that stores
// nothing. CPU time is the process's, the broker's included.
func BenchmarkOnline(b *testing.B) {
	startBroker(b, online(b), kfake.BlackholeProduce())
	settings := filepath.Join(b.TempDir(), "settings.yaml")
	if err := os.WriteFile(settings, []byte("go: {spool: {on_full: block}}\n"), 0o600); err != nil {
		b.Fatal(err)
	}
	b.Setenv("FLOWCEPT_SETTINGS_PATH", settings)
	before := flowcept.Stats()
	w, err := flowcept.Start(b.Context(), flowcept.SaveWorkflow(false))
	if err != nil {
		b.Fatal(err)
	}
	cpu := cpuTime(b)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			onlineCall(0, i)
		}
	})
	if err := w.Stop(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if got := flowcept.Stats().Acknowledged - before.Acknowledged; got != uint64(b.N) {
		b.Fatalf("%d records of %d are acknowledged", got, b.N)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
	b.ReportMetric(float64(cpuTime(b)-cpu)/float64(b.N), "cpu-ns/record")
}

func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
