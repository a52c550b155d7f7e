// Package persistence is where package flowcept finds the sink in programs that link it: package integration/persist puts
// it here. Otherwise every program that captures would link the database's driver.
package persistence

import (
	"context"

	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A Sink writes what is in the topic to the database.
type Sink interface {
	// Drained waits until all that was in the topic when it was called is in the database.
	Drained(ctx context.Context) error
	Stop(ctx context.Context) error
}

// Start starts a sink. It is set while the program is initialised, and nil in programs that do not link one.
var Start func(context.Context, *settings.Settings) (Sink, error)
