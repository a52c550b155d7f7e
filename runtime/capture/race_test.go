//go:build race

package capture

// Under the race detector sync.Pool forgets at random, so that allocations say nothing.
const raceDetector = true
