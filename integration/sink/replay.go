package sink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	kafkago "github.com/segmentio/kafka-go"

	"github.com/flowcept/flowcept-go/runtime/settings"
)

// A DeadLetter is one message of the topic of dead letters.
type DeadLetter struct {
	Offset    int64 // in that topic
	Reason    string
	From      string // topic/partition/offset where it was read
	Truncated bool
	Key       []byte
	Value     []byte
}

// DeadLetters calls yield for each message that is in the topic of dead letters now, in order, until that returns an
// error. A topic that does not exist is empty.
func DeadLetters(ctx context.Context, s *settings.Settings, yield func(DeadLetter) error) error {
	c, err := connect(s)
	if err != nil {
		return err
	}
	defer c.close()
	return c.deadLettersFrom(ctx, 0, yield)
}

func (c *cluster) deadLettersFrom(ctx context.Context, from int64, yield func(DeadLetter) error) error {
	spans, err := c.spans(ctx, c.deadLetters())
	if errors.Is(err, kafkago.UnknownTopicOrPartition) {
		return nil
	}
	if err != nil {
		return err
	}
	next, end := max(from, spans[0].first), spans[0].end
	if next >= end {
		return nil
	}
	r := kafkago.NewReader(kafkago.ReaderConfig{
		Brokers: c.brokers, Topic: c.deadLetters(), Partition: 0, Dialer: c.dialer, MinBytes: 1, MaxBytes: fetchBytes,
		MaxWait: 100 * time.Millisecond, // Close waits for the answer to a fetch behind the end
	})
	defer r.Close()
	if err := r.SetOffset(next); err != nil {
		return fmt.Errorf("kafka: %w", err)
	}
	for next < end {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return fmt.Errorf("kafka: topic %s: %w", c.deadLetters(), err)
		}
		if m.Offset >= end {
			break
		}
		if err := yield(letterOf(&m)); err != nil {
			return err
		}
		next = m.Offset + 1
	}
	return nil
}

func letterOf(m *kafkago.Message) DeadLetter {
	d := DeadLetter{Offset: m.Offset, Key: m.Key, Value: m.Value}
	var topic, partition, offset string
	for _, h := range m.Headers {
		switch v := string(h.Value); h.Key {
		case HeaderReason:
			d.Reason = v
		case HeaderTopic:
			topic = v
		case HeaderPartition:
			partition = v
		case HeaderOffset:
			offset = v
		case HeaderTruncated:
			d.Truncated = true
		}
	}
	d.From = topic + "/" + partition + "/" + offset
	return d
}

// replayGroup remembers how far the dead letters have been replayed.
func (c *cluster) replayGroup() string { return c.group + "-replay" }

// Replay puts the dead letters that have not been replayed before, or all of them, into the topic again, and writes a line
// to w for those that it leaves out because they were cut. What is refused again becomes a dead letter again, after the
// end of what is replayed. n is the number of those put back.
func Replay(ctx context.Context, s *settings.Settings, all bool, w io.Writer) (n int, err error) {
	c, err := connect(s)
	if err != nil {
		return 0, err
	}
	defer c.close()
	marks := *c
	marks.topic, marks.group = c.deadLetters(), c.replayGroup()
	from := int64(0)
	if !all {
		done, err := marks.committed(ctx, map[int]span{0: {}})
		if err != nil {
			return 0, err
		}
		from = done[0]
	}
	partitions, err := c.partitions(ctx, c.topic)
	if err != nil {
		return 0, err
	}
	err = c.deadLettersFrom(ctx, from, func(d DeadLetter) error {
		if d.Truncated {
			fmt.Fprintln(w, "offset "+strconv.FormatInt(d.Offset, 10)+": left out, because it was cut")
		} else {
			to := kafkago.Murmur2Balancer{}.Balance(kafkago.Message{Key: d.Key}, partitions...)
			if err := c.produce(ctx, c.topic, to, record(d.Key, d.Value, nil)); err != nil {
				return err
			}
			n++
		}
		return marks.mark(ctx, d.Offset+1)
	})
	return n, err
}

// mark commits an offset of the only partition, as nobody's: a group without members takes that.
func (c *cluster) mark(ctx context.Context, offset int64) error {
	answer, err := c.client.OffsetCommit(ctx, &kafkago.OffsetCommitRequest{
		GroupID: c.group, GenerationID: -1,
		Topics: map[string][]kafkago.OffsetCommit{c.topic: {{Partition: 0, Offset: offset}}},
	})
	if err != nil {
		return fmt.Errorf("kafka: group %s: %w", c.group, err)
	}
	for _, p := range answer.Topics[c.topic] {
		if p.Error != nil {
			return fmt.Errorf("kafka: group %s: %w", c.group, p.Error)
		}
	}
	return nil
}
