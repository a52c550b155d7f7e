package flowcept

import (
	"context"
	"iter"
	"slices"

	"github.com/flowcept/flowcept-go/runtime/capture"
)

type loopConfig struct {
	name, item, subtype  string
	parentID, workflowID string
	tags                 []string
	metadata             Values
	lightweight, off     bool
	every                int
	telemetry            choice
}

// LoopName names the loop: its iterations are of the activity "<name>_iteration". The default is "loop".
func LoopName(name string) LoopOption { return loopOption(func(c *loopConfig) { c.name = name }) }

// ItemName is the key of the item among the values that an iteration used. The default is "item".
func ItemName(name string) LoopOption { return loopOption(func(c *loopConfig) { c.item = name }) }

// Lightweight leaves the times of the iterations out.
func Lightweight() LoopOption { return loopOption(func(c *loopConfig) { c.lightweight = true }) }

// Every records the iterations 0, n, 2n, … and those that fail.
func Every(n int) LoopOption { return loopOption(func(c *loopConfig) { c.every = n }) }

// CaptureEnabled says whether the loop is captured; it is by default.
func CaptureEnabled(on bool) LoopOption { return loopOption(func(c *loopConfig) { c.off = !on }) }

// Loop ranges over items, with their indices, and records each iteration as a task: what it used are i and the item,
// what it generated EndIter says. An iteration left by break or return is recorded too, and one that panics as ERROR.
func Loop[T any](ctx context.Context, items []T, opts ...LoopOption) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		loopOver(ctx, slices.All(items), opts, yield)
	}
}

// LoopSeq is Loop over a sequence.
func LoopSeq[T any](ctx context.Context, seq iter.Seq[T], opts ...LoopOption) iter.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		i := 0
		numbered := func(yield func(int, T) bool) {
			for x := range seq {
				if !yield(i, x) {
					return
				}
				i++
			}
		}
		loopOver(ctx, numbered, opts, yield)
	}
}

// LoopN is Loop over the integers from 0 to n-1, which are the items as well.
func LoopN(ctx context.Context, n int, opts ...LoopOption) iter.Seq[int] {
	return func(yield func(int) bool) {
		numbered := func(yield func(int, int) bool) {
			for i := range n {
				if !yield(i, i) {
					return
				}
			}
		}
		loopOver(ctx, numbered, opts, func(i, _ int) bool { return yield(i) })
	}
}

func loopOver[T any](ctx context.Context, items iter.Seq2[int, T], opts []LoopOption, yield func(int, T) bool) {
	c := loopConfig{name: "loop", item: "item"}
	for _, o := range opts {
		if o != nil {
			o.ofLoop(&c)
		}
	}
	if c.off || !capture.On() {
		var l capture.Loop
		l.Skip()
		defer l.End()
		items(yield)
		return
	}
	l := capture.Loop{Every: uint64(max(c.every, 1)), Parent: c.parentID, OwnI: c.item == "i"}
	l.BeginContext(c.site(), ctx)
	used := func(x T) {
		l.Field(c.item).Any(x)
		l.Promote(capture.ExtraWorkflowID, c.workflowID)
	}
	var x T
	whole := false
	defer func() {
		p := recover()
		panics := !whole && (p != nil || panicking())
		if !whole && l.Recall() {
			used(x)
		}
		switch {
		case panics:
			l.FailIteration(capture.PanicText(p))
		case !whole:
			l.FailIteration("runtime.Goexit called")
		}
		l.End()
		if panics {
			panic(p)
		}
	}()
	var i int
	for i, x = range items {
		if l.Next() {
			used(x)
		}
		goOn := yield(i, x)
		l.EndIteration()
		if !goOn {
			break
		}
	}
	whole = true
}

// EndIter adds values to what the innermost iteration running on this goroutine has generated; one that was added before
// under the same key, or that a directive's output= says, is replaced. It does nothing where there is none, in a loop with
// CaptureEnabled(false), nor where the settings say go.parents: off, because then nobody knows.
func EndIter(values Generated) { capture.EndIter(values) }
