package flowcept

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"
)

// stopTimeout bounds the wait at the end of a workflow that a directive makes, or Run.
const stopTimeout = 30 * time.Second

// BeginWorkflow starts a workflow for a function that carries a workflow directive. When the settings are wrong it says
// so in one line on stderr, and the program goes on uncaptured. For generated code.
func BeginWorkflow(opts ...WorkflowOption) *Workflow {
	w, err := Start(context.Background(), opts...)
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s; nothing is captured\n", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return w
}

// EndReturn ends the workflow of a function that returned err. For generated code.
func (w *Workflow) EndReturn(err error) {
	if w == nil {
		return
	}
	if err != nil {
		w.failed.Store(true)
	}
	w.end()
}

// EndPanic ends the workflow of a function that panics with p. For generated code.
func (w *Workflow) EndPanic(p any) {
	if w == nil {
		return
	}
	w.failed.Store(true)
	w.end()
}

func (w *Workflow) end() {
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := w.Stop(ctx); err != nil {
		report(err)
	}
}
