// Package persist links the sink into a program, for flowcept.StartPersistence:
//
//	import _ "github.com/flowcept/flowcept-go/integration/persist"
//
// It is a package of its own because the sink brings the database's driver along, 9 MB of program that others need not
// carry. The code that flowcept-gen writes for a workflow directive with the key persistence imports it.
package persist

import (
	"context"

	"github.com/flowcept/flowcept-go/integration/sink"
	"github.com/flowcept/flowcept-go/internal/persistence"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// As a database driver registers itself: nothing but being imported says that a program wants it.
func init() {
	persistence.Start = func(ctx context.Context, s *settings.Settings) (persistence.Sink, error) {
		k, err := sink.Start(ctx, s, sink.Options{CreateTopic: true})
		if err != nil {
			return nil, err // not a nil *Sink in an interface
		}
		return k, nil
	}
}
