package adapters

import "github.com/flowcept/flowcept-go/internal/observing"

// Config is what the settings and the run give an adapter: its section, whose keys Section.Read reads, a place for its
// state, and whom to tell of what goes wrong and is tried again.
type Config = observing.Config

// An Adapter is a flowcept.Adapter.
type Adapter = observing.Adapter

// Register makes sections of a kind start an adapter, in programs that import the package which calls it from its init.
func Register(kind string, make func(Config) (Adapter, error)) { observing.Register(kind, make) }
