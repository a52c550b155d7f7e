package sink

import (
	"context"
	"errors"
	"fmt"
	"time"
)

const drainedPause = 50 * time.Millisecond

// Drained waits until all that was in the topic when it was called has been written and committed by the sinks of the
// group, of which this is one. The error, where ctx ends before that, says how many messages are left.
func (s *Sink) Drained(ctx context.Context) error {
	var spans map[int]span
	var left int64
	var err error
	for {
		if spans == nil {
			spans, err = s.cluster.spans(ctx, s.cluster.topic)
		}
		if err == nil {
			var each map[int]int64
			if each, err = s.cluster.left(ctx, spans); err == nil {
				left = 0
				for _, n := range each {
					left += n
				}
				if left == 0 {
					return nil
				}
			}
		}
		timer := time.NewTimer(drainedPause)
		select {
		case <-timer.C:
		case <-s.done:
			timer.Stop()
			return errors.New("sink: stopped")
		case <-ctx.Done():
			timer.Stop()
			if err == nil || spans != nil {
				err = fmt.Errorf("%d messages of topic %s are not in the database yet", left, s.cluster.topic)
			}
			return fmt.Errorf("sink: %w: %w", ctx.Err(), err)
		}
		if spans != nil {
			err = nil
		}
	}
}
