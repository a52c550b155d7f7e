package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// maxCurves bounds them where devices come and go.
const maxCurves = 64

// Resources are what the telemetry of the tasks says.
type Resources struct {
	Snapshots int
	Hosts     []string
	curves    map[string]*Curve
}

// metrics are the curves drawn, by their place in a snapshot.
var metrics = []struct {
	path, name, unit string
	counter          bool
}{
	{"cpu.percent_all", "machine's processors busy", "%", false},
	{"process.cpu_percent", "process's processor use", "%", false},
	{"process.memory.rss", "process's resident memory", "B", false},
	{"memory.virtual.percent", "machine's memory in use", "%", false},
	{"process.num_threads", "threads", "", false},
	{"process.io_counters.read_bytes", "process read from storage", "B", true},
	{"process.io_counters.write_bytes", "process wrote to storage", "B", true},
	{"network.netio_sum.bytes_recv", "machine received", "B", true},
	{"network.netio_sum.bytes_sent", "machine sent", "B", true},
}

// Curves are those with points, in a fixed order.
func (r *Resources) Curves() (all []*Curve) {
	for _, m := range metrics {
		if c := r.curves[m.name]; c != nil {
			all = append(all, c)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.curves)) {
		if strings.HasPrefix(name, "gpu") {
			all = append(all, r.curves[name])
		}
	}
	return all
}

// machine notes the hosts that a workflow's record names.
func (r *Resources) machine(record map[string]any) { r.host(text(record, prov.KeyHostname)) }

func (r *Resources) host(name string) {
	if name != "" && len(r.Hosts) < 20 && !slices.Contains(r.Hosts, name) {
		r.Hosts = append(r.Hosts, name)
	}
}

func (r *Resources) add(record map[string]any, a *Activity, start, end float64) {
	r.host(text(record, prov.KeyHostname))
	from, _ := record[prov.KeyTelemetryAtStart].(map[string]any)
	to, _ := record[prov.KeyTelemetryAtEnd].(map[string]any)
	host := text(record, prov.KeyHostname)
	r.snapshot(from, start, host)
	r.snapshot(to, end, host)
	if a == nil || to == nil {
		return
	}
	if rss, ok := at(to, "process.memory.rss"); ok {
		a.PeakRSS = max(a.PeakRSS, rss)
	}
	if from != nil {
		for _, key := range []string{"process.cpu_times.user", "process.cpu_times.system"} {
			if before, ok := at(from, key); ok {
				after, _ := at(to, key)
				a.CPU += max(after-before, 0)
			}
		}
	}
}

func (r *Resources) snapshot(s map[string]any, when float64, host string) {
	if s == nil || when == 0 {
		return
	}
	r.Snapshots++
	for _, m := range metrics {
		if v, ok := at(s, m.path); ok {
			c := r.curve(m.name, m.unit, m.counter)
			c.add(when, v)
			if m.counter {
				c.count(source(host, s, m.path), v)
			}
		}
	}
	gpus, _ := s["gpu"].(map[string]any)
	for name, device := range gpus {
		d, _ := device.(map[string]any)
		for key, unit := range map[string]string{"used": "B", "temperature": "°C", "power": "mW"} {
			if v, ok := numeric(d[key]); ok && len(r.curves) < maxCurves {
				r.curve(name+" "+key, unit, false).add(when, v)
			}
		}
	}
}

// source is who has counted what stands at path: a process, or a machine.
func source(host string, snapshot map[string]any, path string) string {
	if !strings.HasPrefix(path, "process.") {
		return host
	}
	pid, _ := at(snapshot, "process.pid")
	return fmt.Sprint(host, " ", pid)
}

func (r *Resources) curve(name, unit string, counter bool) *Curve {
	c := r.curves[name]
	if c == nil {
		if r.curves == nil {
			r.curves = map[string]*Curve{}
		}
		c = &Curve{Name: name, Unit: unit, Counter: counter}
		r.curves[name] = c
	}
	return c
}

// at is the number at a path of keys.
func at(m map[string]any, path string) (float64, bool) {
	for {
		key, rest, deeper := strings.Cut(path, ".")
		if !deeper {
			return numeric(m[key])
		}
		m, _ = m[key].(map[string]any)
		path = rest
	}
}
