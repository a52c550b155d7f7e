package curate_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/flowcept/flowcept-go/integration/sink/curate"
)

// history makes messages of one task, or workflow, that disagree only in what has a rule.
func history(r *rand.Rand, kind curate.Kind) []func() m {
	statuses := []string{"UNKNOWN", "SUBMITTED", "WAITING", "RUNNING", "FINISHED", "ERROR"}
	var all []func() m
	for range 2 + r.IntN(5) {
		seed := r.Uint64()
		all = append(all, func() m {
			r := rand.New(rand.NewPCG(seed, 1))
			f := m{kind.IDField(): "x", "type": kind.String(), "status": statuses[r.IntN(len(statuses))]}
			if r.IntN(2) == 0 {
				f["started_at"] = 100 + float64(r.IntN(5))
			}
			if r.IntN(2) == 0 {
				f["ended_at"] = 200 + float64(r.IntN(5))
			}
			k := fmt.Sprint(r.IntN(4))
			f["used"] = m{"k" + k: int64(3), "a.b": "$x", "deep": m{k: m{"$set": k}, "all": m{k + k: true}}}
			if kind == curate.Workflow {
				f["interceptor_ids"] = []any{fmt.Sprint(r.IntN(3)), fmt.Sprint(r.IntN(3))}
				f["machine_info"] = m{k: m{"cpu": k}}
			} else {
				at := []string{"telemetry_at_start", "telemetry_at_end"}[r.IntN(2)]
				f[at] = m{"cpu": m{"percent_all": 1.5, "times_avg": m{"user": 1.0, "system": 2.0, "idle": 3.0}}}
			}
			return f
		})
	}
	return all
}

// merged merges the messages, cut into batches as it happens: those of a batch with one another first.
func merged(t *testing.T, r *rand.Rand, kind curate.Kind, messages []func() m) m {
	t.Helper()
	var stored, batch m
	flush := func() {
		switch {
		case batch == nil:
		case stored == nil:
			stored = batch
		default:
			stored = curate.Merge(kind, stored, batch)
		}
		batch = nil
	}
	for _, message := range messages {
		d := record(t, message())
		if batch == nil {
			batch = d.Fields
		} else {
			batch = curate.Merge(kind, batch, d.Fields)
		}
		if r.IntN(2) == 0 {
			flush()
		}
	}
	flush()
	return stored
}

// TestOrderAndRepetitionChangeNothing merges the same messages in many orders, some of them several times.
func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 2))
		kind := []curate.Kind{curate.Task, curate.Workflow}[seed%2]
		messages := history(r, kind)
		want := merged(t, r, kind, messages)
		for range 10 {
			again := append([]func() m{}, messages...)
			for range r.IntN(4) {
				again = append(again, messages[r.IntN(len(messages))])
			}
			r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
			if got := merged(t, r, kind, again); !curate.Equal(got, want) {
				t.Fatalf("seed %d, %d messages of a %v:\n got %v\nwant %v", seed, len(messages), kind, got, want)
			}
		}
	}
}

func TestTerminalWins(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"RUNNING", "FINISHED", "FINISHED"},
		{"RUNNING", "ERROR", "ERROR"},
		{"SUBMITTED", "FINISHED", "FINISHED"},
		{"FINISHED", "ERROR", "ERROR"},
		{"SUBMITTED", "RUNNING", "RUNNING"},
	} {
		for _, order := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			first := record(t, m{"task_id": "t", "status": order[0]})
			second := record(t, m{"task_id": "t", "status": order[1]})
			if got := curate.Merge(curate.Task, first.Fields, second.Fields)["status"]; got != c.want {
				t.Errorf("%v: got %v, want %v", order, got, c.want)
			}
		}
	}
}

func TestPreciseDurationSurvives(t *testing.T) {
	started, ended := 10.0004, 12.0001
	snapshot := func() m { return m{"process": m{"pid": int64(1)}} }
	whole := func() m {
		return m{"task_id": "t", "started_at": started, "ended_at": ended, "telemetry_at_start": snapshot(), "telemetry_at_end": snapshot()}
	}
	start := func() m { return m{"task_id": "t", "started_at": started, "telemetry_at_start": snapshot()} }
	end := func() m { return m{"task_id": "t", "ended_at": ended, "telemetry_at_end": snapshot()} }
	r := rand.New(rand.NewPCG(1, 1))
	for _, order := range [][]func() m{{whole}, {whole, whole}, {start, end, whole}, {whole, start, end}, {end, whole, start}} {
		got := merged(t, r, curate.Task, order)["telemetry_summary"]
		if want := (m{"duration_sec": ended - started}); !curate.Equal(got, want) {
			t.Errorf("%d messages: got %v, want %v", len(order), got, want)
		}
	}
}

func TestLastWrittenStaysWhereMessagesDisagree(t *testing.T) {
	a := record(t, m{"task_id": "t", "hostname": "a", "used": m{"x": m{"y": int64(1)}}})
	b := record(t, m{"task_id": "t", "hostname": "b", "used": m{"x": int64(2)}})
	got := curate.Merge(curate.Task, a.Fields, b.Fields)
	if want := (m{"task_id": "t", "hostname": "b", "used": m{"x": int64(2)}}); !curate.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
