package curate

import (
	"math"

	"github.com/flowcept/flowcept-go/runtime/prov"
)

// A difference is one key of the summary: where in a block of a snapshot the value stands that is subtracted.
type difference struct {
	key  string
	path []string
}

// blocks says what Flowcept for Python computes from each block of two snapshots.
var blocks = map[string][]difference{
	"cpu": {
		{"percent_all_diff", []string{"percent_all"}},
		{"user_time_diff", []string{"times_avg", "user"}},
		{"system_time_diff", []string{"times_avg", "system"}},
		{"idle_time_diff", []string{"times_avg", "idle"}},
	},
	"disk": {
		{"read_bytes_diff", []string{"io_sum", "read_bytes"}},
		{"write_bytes_diff", []string{"io_sum", "write_bytes"}},
		{"read_count_diff", []string{"io_sum", "read_count"}},
		{"write_count_diff", []string{"io_sum", "write_count"}},
	},
	"memory": {
		{"used_mem_diff", []string{"virtual", "used"}},
		{"percent_diff", []string{"virtual", "percent"}},
		{"swap_used_diff", []string{"swap", "used"}},
	},
	"network": {
		{"bytes_sent_diff", []string{"netio_sum", "bytes_sent"}},
		{"bytes_recv_diff", []string{"netio_sum", "bytes_recv"}},
		{"packets_sent_diff", []string{"netio_sum", "packets_sent"}},
		{"packets_recv_diff", []string{"netio_sum", "packets_recv"}},
	},
}

// summarize computes the summary of a task that has both snapshots. Its duration is one of those given, each nil or
// computed from times more precise than the dates, as long as it agrees with the dates; else their difference.
func summarize(f map[string]any, durations ...any) {
	start, _ := f[prov.KeyTelemetryAtStart].(map[string]any)
	end, _ := f[prov.KeyTelemetryAtEnd].(map[string]any)
	if len(start) == 0 || len(end) == 0 {
		return
	}
	summary := map[string]any{}
	for name, of := range blocks {
		if block := subtract(of, start[name], end[name]); block != nil {
			summary[name] = block
		}
	}
	if d, ok := duration(f, durations); ok {
		summary[keyDuration] = d
	}
	if len(summary) > 0 {
		f[keySummary] = summary
	}
}

// subtract makes one block of the summary, or nil where a value is missing, as Python has none then.
func subtract(of []difference, start, end any) map[string]any {
	block := make(map[string]any, len(of))
	for _, d := range of {
		diff, ok := minus(at(end, d.path), at(start, d.path))
		if !ok {
			return nil
		}
		block[d.key] = diff
	}
	return block
}

func at(v any, path []string) any {
	for _, name := range path {
		m, _ := v.(map[string]any)
		v = m[name]
	}
	return v
}

// minus subtracts as Python does: the difference of integers is one.
func minus(a, b any) (any, bool) {
	if x, ok := a.(int64); ok {
		if y, ok := b.(int64); ok {
			if d := x - y; (d < x) == (y > 0) {
				return d, true
			}
		}
	}
	x, ok := number(a)
	if !ok {
		return nil, false
	}
	y, ok := number(b)
	return x - y, ok
}

// duration chooses among the durations given. The choice does not depend on their order: a difference of dates, which
// may stand among them because a stored summary has it, gives way to any that is more precise.
func duration(f map[string]any, given []any) (float64, bool) {
	started, ok := f[prov.KeyStartedAt].(Date)
	if !ok {
		return 0, false
	}
	ended, ok := f[prov.KeyEndedAt].(Date)
	if !ok {
		return 0, false
	}
	coarse := float64(ended-started) / 1e3
	best, found := coarse, false
	for _, v := range given {
		// Each date is cut by less than a millisecond.
		if d, ok := v.(float64); ok && d != coarse && math.Abs(d-coarse) < 1.001e-3 && (!found || d > best) {
			best, found = d, true
		}
	}
	return best, true
}

// SummarySources are the fields of a kind from which another one is computed.
func SummarySources(kind Kind) []string {
	if kind != Task {
		return nil
	}
	return []string{prov.KeyTelemetryAtStart, prov.KeyTelemetryAtEnd, prov.KeyStartedAt, prov.KeyEndedAt}
}
