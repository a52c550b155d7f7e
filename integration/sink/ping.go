package sink

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/flowcept/flowcept-go/integration/sink/store"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

// Ping asks whether brokers, topic and database are there, and writes one line about each to w. The error joins what is
// not.
func Ping(ctx context.Context, s *settings.Settings, w io.Writer) error {
	c, err := connect(s)
	if err != nil {
		return err
	}
	defer c.close()
	tell := func(what string, err error, well string) error {
		if err != nil {
			well = err.Error()
		}
		fmt.Fprintf(w, "%-9s %s\n", what, well)
		return err
	}
	partitions, err := c.partitions(ctx, c.topic)
	broken := tell("topic", err, fmt.Sprintf("%s with %d partitions at %v", c.topic, len(partitions), c.brokers))
	if err == nil {
		broken = errors.Join(broken, tell("group", c.tellLag(ctx, w), c.group))
	}
	if !s.MongoDB.Enabled {
		return errors.Join(broken, tell("database", errors.New("databases.mongodb.enabled is not true"), ""))
	}
	db, err := store.Open(&s.MongoDB)
	if err != nil {
		return errors.Join(broken, tell("database", err, ""))
	}
	defer db.Close(ctx)
	return errors.Join(broken, tell("database", db.Ping(ctx), fmt.Sprintf("%s at %s", s.MongoDB.DB, s.MongoDB.ConnectionURI())))
}

func (c *cluster) tellLag(ctx context.Context, w io.Writer) error {
	spans, err := c.spans(ctx, c.topic)
	if err != nil {
		return err
	}
	left, err := c.left(ctx, spans)
	if err != nil {
		return err
	}
	total := int64(0)
	for _, n := range left {
		total += n
	}
	fmt.Fprintf(w, "%-9s %d messages that the group has not written\n", "lag", total)
	return nil
}
