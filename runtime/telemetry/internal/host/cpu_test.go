package host

import "testing"

func TestBusy(t *testing.T) {
	index := map[string]int{}
	for i, key := range CPUKeys {
		index[key] = i
	}
	times := func(pairs map[string]float64) []float64 {
		values := make([]float64, len(CPUKeys))
		for key, v := range pairs {
			i, ok := index[key]
			if !ok {
				t.Skipf("this system does not tell %q", key)
			}
			values[i] = v
		}
		return values
	}
	for _, c := range []struct {
		name        string
		before, now []float64
		want        float64
	}{
		{"nothing passed", times(nil), times(nil), 0},
		{"all idle", times(nil), times(map[string]float64{"idle": 2}), 0},
		{"all busy", times(nil), times(map[string]float64{"user": 1, "system": 1}), 100},
		{"a third busy", times(map[string]float64{"user": 5, "idle": 5}), times(map[string]float64{"user": 6, "idle": 7}), 33.3},
		{"a clock went back", times(map[string]float64{"user": 5}), times(map[string]float64{"user": 4, "idle": 1, "system": 1}), 50},
		{"a processor appeared", nil, times(map[string]float64{"user": 1}), 0},
		{"waiting for a disk is idle", times(nil), times(map[string]float64{"user": 1, "iowait": 3}), 25},
		{"a guest is in user already", times(nil), times(map[string]float64{"user": 1, "guest": 1, "idle": 1}), 50},
	} {
		if got := Busy(c.before, c.now); got != c.want {
			t.Errorf("%s: Busy(%v, %v) = %v, want %v", c.name, c.before, c.now, got, c.want)
		}
	}
}

func TestRoundAsPython(t *testing.T) {
	for x, want := range map[float64]float64{6.35: 6.4, 0.25: 0.2, 0.75: 0.8, 99.96: 100, 0: 0} {
		if got := Round(x); got != want {
			t.Errorf("Round(%v) = %v, want %v", x, got, want)
		}
	}
}
