package main

import (
	"context"
	"errors"
	"flag"

	"github.com/flowcept/flowcept-go/runtime/settings"
)

func recoverSpools(context.Context, *flag.FlagSet, streams) func(*settings.Settings) error {
	return func(*settings.Settings) error {
		return errors.New("not supported yet: the next captured program with the same spool directory publishes what is left")
	}
}
