package adapters

import (
	"context"
	"time"
)

const (
	lastLook = 4 * time.Second  // what the look after the end may take; Stop waits 5 s
	slowest  = 30 * time.Second // between looks that fail, unless the interval is longer
)

// Poll looks at once, then after each interval until ctx ends, and then once more, so that what was complete when the
// workflow stopped is not missed. Looks that fail come at growing distances, and of several that fail alike onError
// hears once. Poll returns the error of ctx.
func Poll(ctx context.Context, interval time.Duration, onError func(error), look func(context.Context) error) error {
	var said string
	wait := interval
	for {
		err := look(ctx)
		switch {
		case err == nil:
			said, wait = "", interval
		case ctx.Err() == nil:
			if err.Error() != said {
				said = err.Error()
				onError(err)
			}
			wait = max(interval, min(2*wait, slowest))
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
			continue
		case <-ctx.Done():
			timer.Stop()
		}
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
		defer cancel()
		if err := look(last); err != nil && err.Error() != said {
			onError(err)
		}
		return ctx.Err()
	}
}
