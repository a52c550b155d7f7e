package sink

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
)

// While brokers are away the reader fails again and again: that is said once, until it has read something.
func TestReadingThatFailsIsSaidOnce(t *testing.T) {
	var log strings.Builder
	s := &Sink{opt: Options{Logger: slog.New(slog.NewTextHandler(&log, nil))}, fetching: t.Context()}
	for _, reason := range []string{"connection refused", "connection refused", "no leader"} {
		s.pause(errors.New(reason))
	}
	if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), "connection refused") {
		t.Errorf("got %d lines, want the first error alone: %s", n, &log)
	}
}
