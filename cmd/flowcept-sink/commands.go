package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"time"

	"github.com/flowcept/flowcept-go/integration/sink"
	"github.com/flowcept/flowcept-go/runtime/settings"
)

const askTimeout = 30 * time.Second // of ping

const runAbout = `reads the topic and writes to MongoDB until SIGTERM or SIGINT, when it finishes the batch in hand.

It needs mq.enabled and mq.host or mq.uri (MQ_ENABLED, MQ_HOST, MQ_PORT, MQ_URI) and databases.mongodb.enabled and .uri
(MONGO_ENABLED, MONGO_URI) in the settings, and waits for brokers, topic and database that are not there yet. Any number
may run side by side: they share the topic's partitions as the consumer group mq.group_id. Messages that cannot be
stored go to the topic with .dlq at the end of its name; see flowcept-sink dlq.`

func serve(ctx context.Context, flags *flag.FlagSet, std streams) func(*settings.Settings) error {
	var opt sink.Options
	flags.StringVar(&opt.Listen, "listen", "127.0.0.1:9464", "`ADDRESS` of /metrics, /healthz and /readyz; empty: none")
	flags.IntVar(&opt.BatchMessages, "batch", sink.DefaultBatchMessages, "messages in one write to the database, at the most")
	flags.IntVar(&opt.BatchBytes, "batch-bytes", sink.DefaultBatchBytes, "`BYTES` of messages, or of what they become in the database, at which a batch is written")
	flags.BoolVar(&opt.CreateTopic, "create-topic", false, "create the topic when it does not exist, instead of waiting for it")
	flags.IntVar(&opt.Partitions, "partitions", 0, "of a topic that is created; 0: the brokers' default")
	flags.IntVar(&opt.ReplicationFactor, "replication", 0, "replicas of a topic that is created; 0: the brokers' default")
	patience := flags.Duration("stop-timeout", 20*time.Second, "how long the batch in hand may take after SIGTERM")
	verbose := flags.Bool("v", false, "log what is no trouble too")
	return func(s *settings.Settings) error {
		level := slog.LevelInfo
		if *verbose {
			level = slog.LevelDebug
		}
		opt.Logger = slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: level}))
		k, err := sink.Start(ctx, s, opt)
		if err != nil {
			return err
		}
		<-ctx.Done()
		stopping, cancel := context.WithTimeout(context.Background(), *patience)
		defer cancel()
		return k.Stop(stopping)
	}
}

func ping(ctx context.Context, flags *flag.FlagSet, std streams) func(*settings.Settings) error {
	timeout := flags.Duration("timeout", askTimeout, "how long to wait for the answers")
	return func(s *settings.Settings) error {
		ctx, cancel := context.WithTimeout(ctx, *timeout)
		defer cancel()
		return sink.Ping(ctx, s, std.out)
	}
}

func list(ctx context.Context, _ *flag.FlagSet, std streams) func(*settings.Settings) error {
	return func(s *settings.Settings) error {
		out := json.NewEncoder(std.out)
		return sink.DeadLetters(ctx, s, func(d sink.DeadLetter) error {
			return out.Encode(map[string]any{
				"offset": d.Offset, "reason": d.Reason, "from": d.From, "truncated": d.Truncated,
				"key": string(d.Key), "bytes": len(d.Value), "value": d.Value,
			})
		})
	}
}

func replay(ctx context.Context, flags *flag.FlagSet, std streams) func(*settings.Settings) error {
	all := flags.Bool("all", false, "those that have been put back before too")
	return func(s *settings.Settings) error {
		n, err := sink.Replay(ctx, s, *all, std.err)
		fmt.Fprintf(std.out, "%d messages put back into %s\n", n, s.MQ.Channel)
		return err
	}
}
