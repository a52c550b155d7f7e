package calls

import "github.com/flowcept/flowcept-go/runtime/capture"

var loopSite = capture.Site{Activity: "loop_iteration", Subtype: "iteration"}

var lightLoopSite = capture.Site{Activity: "loop_iteration", Subtype: "iteration", Flags: capture.Lightweight}

// Loop is PlainLoop with each iteration captured.
func Loop(n int) int { return loop(&loopSite, n) }

// LightweightLoop is Loop without times.
func LightweightLoop(n int) int { return loop(&lightLoopSite, n) }

// loop has the shape that captured loops have: used are i and the item, generated is the sum.
//
//go:noinline
func loop(site *capture.Site, n int) (sum int) {
	var l capture.Loop
	if capture.On() {
		l.Begin(site)
	}
	for i := range n {
		if l.Next() {
			l.Int("item", i)
		}
		sum += i
		if l.Captured() {
			l.Generated()
			l.Int("sum", sum)
			l.EndIteration()
		}
	}
	l.End()
	return sum
}
