package adapters

import (
	"fmt"

	"github.com/flowcept/flowcept-go/internal/observing"
)

// Config is what the settings and the run give an adapter: its section, whose keys Section.Read reads, a place for its
// state, and whom to tell of what goes wrong and is tried again.
type Config = observing.Config

// An Adapter is a flowcept.Adapter.
type Adapter = observing.Adapter

// Wrong is the error of an adapter that cannot be made with the value of a key. Where that comes from the settings, Start
// names file and line as well.
func Wrong(key, format string, args ...any) error {
	return &observing.KeyError{Key: key, Reason: fmt.Sprintf(format, args...)}
}

// Register makes sections of a kind start an adapter, in programs that import the package which calls it from its init.
// The keys that make reads are those that there are: a key that is only nearly one of them is an error.
func Register(kind string, make func(Config) (Adapter, error)) { observing.Register(kind, make) }
