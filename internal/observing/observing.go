// Package observing is where package flowcept finds the adapters that a program links: the packages below
// integration/adapters put themselves here. Otherwise every program that captures would link a database, a client of
// MQTT and what else adapters need.
package observing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"path/filepath"
	"slices"
	"sync"

	"github.com/flowcept/flowcept-go/runtime/prov"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// An Adapter is a flowcept.Adapter.
type Adapter interface {
	Name() string
	Observe(ctx context.Context, emit func(prov.Record) error) error
}

// Config is what an adapter is made from.
type Config struct {
	Section  settings.Adapter
	StateDir string      // where it keeps what it has emitted already; "": nowhere
	OnError  func(error) // hears of what goes wrong and is tried again; never nil
}

// A KeyError is what is wrong with the value of a key.
type KeyError struct{ Key, Reason string }

func (e *KeyError) Error() string { return e.Key + ": " + e.Reason }

// StatePath is the file in which the adapter keeps what it has emitted of a source: the section's state_path, or one
// in StateDir that is the section's and the source's own. It is "" where there is no such directory.
func (c Config) StatePath(source string) (string, error) {
	var path string
	if err := c.Section.Read("state_path", &path); err != nil || path != "" || c.StateDir == "" {
		return path, err
	}
	sum := sha256.Sum256([]byte(c.Section.Name + "\x00" + source))
	return filepath.Join(c.StateDir, c.Section.Kind+"-"+hex.EncodeToString(sum[:8])), nil
}

var registered struct {
	sync.Mutex
	kinds map[string]func(Config) (Adapter, error)
}

// Register says how adapters of a kind are made.
func Register(kind string, make func(Config) (Adapter, error)) {
	registered.Lock()
	defer registered.Unlock()
	if registered.kinds == nil {
		registered.kinds = map[string]func(Config) (Adapter, error){}
	}
	registered.kinds[kind] = make
}

// Maker is how adapters of a kind are made; nil where the program does not link it.
func Maker(kind string) func(Config) (Adapter, error) {
	registered.Lock()
	defer registered.Unlock()
	return registered.kinds[kind]
}

// Kinds are the kinds that the program links, sorted.
func Kinds() []string {
	registered.Lock()
	defer registered.Unlock()
	return slices.Sorted(maps.Keys(registered.kinds))
}
