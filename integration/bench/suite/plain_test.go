package suite

import (
	"testing"

	"github.com/flowcept/flowcept-go/integration/bench/calls"
)

func BenchmarkPlain(b *testing.B) {
	b.Run("call", func(b *testing.B) { parallel(b, times(calls.Plain)) })
	b.Run("loop", func(b *testing.B) { parallel(b, func(n int) { calls.PlainLoop(n) }) })
}

// BenchmarkIdle is run before anything is started: annotated functions, without the tag and with it.
func BenchmarkIdle(b *testing.B) {
	b.Run("call", func(b *testing.B) { parallel(b, times(calls.Task)) })
	b.Run("loop", func(b *testing.B) { parallel(b, func(n int) { calls.Loop(n) }) })
}
