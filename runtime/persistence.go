package flowcept

import (
	"context"
	"errors"
	"fmt"

	"github.com/flowcept/flowcept-go/internal/persistence"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// StartPersistence says whether the sink, which writes what is in the topic to the database, runs in this process from
// the start of the workflow until Stop; it does not by default. The program has to link it, by importing
// github.com/flowcept/flowcept-go/integration/persist, or Start returns ErrNoSink. Where the settings send the records to a
// file, or name no database, it has no effect. Stop waits then, within its context, until what was captured is in the
// database as well, unless CheckSafeStops(false) was given.
func StartPersistence(on bool) WorkflowOption {
	return workflowOption(func(c *workflowConfig) { c.persist = on })
}

// ErrNoSink says that StartPersistence(true) was given to a program that does not link the sink.
var ErrNoSink = errors.New(`flowcept: the sink is not linked: import _ "github.com/flowcept/flowcept-go/integration/persist"`)

// persist starts the sink, if the settings give it something to do.
func (w *Workflow) persist(ctx context.Context, s *settings.Settings) (err error) {
	if s.Project.DBFlushMode != settings.Online || !s.MongoDB.Enabled {
		return nil
	}
	if persistence.Start == nil {
		return ErrNoSink
	}
	if w.sink, err = persistence.Start(ctx, s); err != nil {
		return fmt.Errorf("flowcept: %w", err)
	}
	return nil
}

// persisted waits until what was delivered is in the database, and ends the sink.
func (w *Workflow) persisted(ctx context.Context, delivered error) error {
	if w.sink == nil {
		return delivered
	}
	var err error
	if delivered == nil && !w.unsafeStop {
		err = w.sink.Drained(ctx)
	}
	return errors.Join(delivered, err, w.sink.Stop(ctx))
}
