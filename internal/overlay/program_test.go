package overlay

import (
	"sync/atomic"
	"testing"
	"time"
)

// As long as the transport takes something it is waited for, however long that is in all.
func TestWhileMoving(t *testing.T) {
	const still, moves = 400 * time.Millisecond, 30 // of which each takes a twentieth at least: more than still in all
	var asked atomic.Uint64
	ctx, cancel := whileMoving(still, func() uint64 { return min(asked.Add(1), moves) })
	defer cancel()
	<-ctx.Done()
	if n := asked.Load(); n <= moves {
		t.Errorf("it gave up after %d looks, and the count had moved at each", n)
	}
}
