package follow

import (
	"context"
	"fmt"
	"iter"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"github.com/flowcept/flowcept-go/runtime/kafka"
	"github.com/flowcept/flowcept-go/runtime/prov"
)

// pause is how long to wait before a broker or a topic is looked for again.
const pause = time.Second

// Topic yields the records of a topic, those to come included, until the context ends. It joins no group and commits nothing,
// so that it takes no message from those who do. It waits for a broker, and for a topic, that is not there yet, having said so
// with one error; a message that is no record is an error as well. The order is kept within a partition. With onlyNew, what
// the topic holds already is passed over.
func Topic(ctx context.Context, cfg kafka.Config, onlyNew bool) (iter.Seq2[map[string]any, error], error) {
	dialer, err := cfg.Dialer()
	if err != nil {
		return nil, err
	}
	return func(yield func(map[string]any, error) bool) {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		partitions, ok := find(ctx, dialer, cfg, yield)
		if !ok {
			return
		}
		messages := make(chan kafkago.Message)
		errs := make(chan error)
		for _, p := range partitions {
			go read(ctx, kafkago.ReaderConfig{
				Brokers: cfg.Brokers, Topic: cfg.Topic, Partition: p.ID, Dialer: dialer, MinBytes: 1, MaxBytes: 64 << 20, MaxWait: interval,
			}, onlyNew, messages, errs)
		}
		for {
			select {
			case m := <-messages:
				r, err := prov.Decode(m.Value)
				if err != nil {
					err = fmt.Errorf("%s, partition %d, offset %d: %w", m.Topic, m.Partition, m.Offset, err)
				}
				if !yield(r, err) {
					return
				}
			case err := <-errs:
				if !yield(nil, err) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}, nil
}

// find waits until the topic is there; ok is false when nobody waits any more.
func find(ctx context.Context, dialer *kafkago.Dialer, cfg kafka.Config, yield func(map[string]any, error) bool) (partitions []kafkago.Partition, ok bool) {
	for told := false; ; {
		var err error
		for _, broker := range cfg.Brokers {
			if partitions, err = dialer.LookupPartitions(ctx, "tcp", broker, cfg.Topic); err == nil && len(partitions) > 0 {
				return partitions, true
			}
		}
		if ctx.Err() != nil {
			return nil, false
		}
		if !told {
			if err == nil {
				err = fmt.Errorf("it has no partitions")
			}
			if told = true; !yield(nil, fmt.Errorf("waiting for the topic %s: %w", cfg.Topic, err)) {
				return nil, false
			}
		}
		select {
		case <-ctx.Done():
			return nil, false
		case <-time.After(pause):
		}
	}
}

// read sends the messages of one partition.
func read(ctx context.Context, cfg kafkago.ReaderConfig, onlyNew bool, messages chan<- kafkago.Message, errs chan<- error) {
	r := kafkago.NewReader(cfg)
	defer r.Close()
	offset := kafkago.FirstOffset
	if onlyNew {
		offset = kafkago.LastOffset
	}
	if err := r.SetOffset(offset); err != nil {
		select {
		case errs <- err:
		case <-ctx.Done():
		}
		return
	}
	for {
		m, err := r.ReadMessage(ctx)
		if err != nil {
			if ctx.Err() == nil {
				select {
				case errs <- fmt.Errorf("%s, partition %d: %w", cfg.Topic, cfg.Partition, err):
				case <-ctx.Done():
				}
			}
			return
		}
		select {
		case messages <- m:
		case <-ctx.Done():
			return
		}
	}
}
