package capture

import (
	"context"
	"unsafe"
)

// A Scope is the part of a goroutine's run in which calls belong to one workflow, whatever runs around it and whichever
// workflow was started last.
type Scope struct {
	node *node
	prev unsafe.Pointer
}

// Enter makes w the workflow of this goroutine, and of those it starts, until Leave. A profiler sees it as t.
func (w *Workflow) Enter(t *Site) Scope {
	var c Scope
	if s := w.s; s.parents && t.number(s) != 0 {
		c.prev = getLabels()
		c.node = &node{wf: w}
		c.node.enter(t, c.prev)
	}
	return c
}

// Leave ends the scope.
func (c *Scope) Leave() {
	if c.node != nil {
		c.node.leave(c.prev)
	}
}

// Context returns a context that carries w, for work that is handed to a goroutine started elsewhere.
func (w *Workflow) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, taskKey{}, &node{wf: w})
}
