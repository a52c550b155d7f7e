//go:build race

package capture

// raceDetector says whether the race detector watches. It knows nothing of pinning, and under it sync.Pool forgets at
// random.
const raceDetector = true
