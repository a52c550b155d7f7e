package flowcept

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/flowcept/flowcept-go/internal/observing"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// ObserveSettings runs adapters from the start of the workflow until Stop, as Observe does: those that sections of the
// settings, adapters.NAME, describe with the keys of Flowcept for Python. The program has to link an adapter by
// importing its package:
//
//	import _ "github.com/flowcept/flowcept-go/integration/adapters/mlflow"
//
// Start fails where a named section is missing or of a kind that is not linked, and where a key has a value that it cannot
// have or is only nearly one that there is. Without names it is each section whose
// kind is linked. The adapter's name, and so the adapter_id of its tasks, is the section's.
//
// What an adapter has emitted it keeps on disk, so that another start does not emit it again to the same file or topic.
func ObserveSettings(sections ...string) WorkflowOption {
	return workflowOption(func(c *workflowConfig) {
		c.observeSettings = true
		c.sections = append(c.sections, sections...)
	})
}

// configured makes the adapters that sections of the settings describe.
func configured(s *settings.Settings, destination string, names []string) ([]Adapter, error) {
	if len(names) == 0 {
		for _, name := range slices.Sorted(maps.Keys(s.Adapters)) {
			if observing.Maker(s.Adapters[name].Kind) != nil {
				names = append(names, name)
			}
		}
	}
	var list []Adapter
	for _, name := range names {
		section, ok := s.Adapters[name]
		if !ok {
			return nil, fmt.Errorf("flowcept: adapters.%s: there is no such section in the settings", name)
		}
		make := observing.Maker(section.Kind)
		if make == nil {
			return nil, section.Wrong("kind", fmt.Sprintf("adapters of kind %q are not linked; those that are: [%s]",
				section.Kind, strings.Join(observing.Kinds(), " ")))
		}
		a, err := make(observing.Config{
			Section: section, StateDir: stateDir(s, destination),
			OnError: func(err error) { report(fmt.Errorf("flowcept: adapter %s: %w", name, err)) },
		})
		if err == nil {
			err = section.Misspelt()
		}
		if err != nil {
			return nil, placed(section, err)
		}
		list = append(list, a)
	}
	return list, nil
}

// placed is why an adapter cannot be made, with the place in the settings where that is known.
func placed(section settings.Adapter, err error) error {
	var key *observing.KeyError
	switch {
	case settings.Placed(err):
		return err
	case errors.As(err, &key):
		return section.Wrong(key.Key, key.Reason)
	}
	return fmt.Errorf("flowcept: adapters.%s: %w", section.Name, err)
}

// stateDir is where adapters keep what they have emitted to a destination.
func stateDir(s *settings.Settings, destination string) string {
	if s.Go.Spool.Dir == "" {
		return ""
	}
	return spoolDir(filepath.Join(s.Go.Spool.Dir, "adapters"), destination)
}
